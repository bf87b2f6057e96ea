"""`bgjobs gdpr`: draft a data map, see where map and database differ, delete exports whose time is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipelines.commands.terminal.options import JsonOption
from pipelines.commands.terminal.screen import answer, say, say_json
from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import connect, connect_elsewhere, translated
from steps.core.settings import Settings, load_settings
from steps.core.storage.storage import Storage
from steps.gdpr.catalog import Catalog, read_catalog
from steps.gdpr.data_map.drift import find_drift
from steps.gdpr.data_map.proposal import propose as propose_map
from steps.gdpr.data_map.yaml_file import parse_map, read_text, write_map
from steps.gdpr.expiry import purge_expired
from steps.gdpr.names import Table

app = typer.Typer(no_args_is_help=True, help="The data map of gdpr-exporter, and the exports it made.")

DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database-url", help="The database to look at; default: JOBS_GDPR_DATABASE_URL."),
]
HEADER = """\
# A draft. Look at every line, then fill in `information`, the purposes and retentions, and `reviewed`.
# Classes: own and shared leave as they are; a third_party column becomes a pseudonym, third_party rows do not leave;
# secret and exclude do not leave, and the export says so with the reason.
"""


@app.command()
def propose(
    subject: Annotated[str, typer.Option(help="The table with one row per person, as schema.table.")],
    key: Annotated[
        str | None, typer.Option(help="The column that requests name; default: its primary key.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="A schema to leave out; may be repeated.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write to this new file; default: standard output.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Draft a data map: follow the foreign keys from the subject table, and find columns that look like a person's."""
    try:
        table = Table.parse(subject)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--subject") from None
    ignored = dict.fromkeys(ignore or [], "To be decided")
    with _catalog(database_url) as catalog:
        proposed = propose_map(catalog.without_schemas(ignored), table, key)
    text = HEADER + write_map(proposed.model_copy(update={"ignored_schemas": ignored}))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise typer.BadParameter("the file exists already; a reviewed map is not overwritten") from None


@app.command()
def check(
    data_map: Annotated[Path | None, typer.Option("--map", help="Default: JOBS_GDPR_DATA_MAP.")] = None,
    database_url: DatabaseUrl = None,
    as_json: JsonOption = False,
) -> None:
    """Say where the data map and the database differ. Leaves with 1 if they do: gdpr-exporter would refuse."""
    known = parse_map(read_text(data_map or _configured_map(load_settings())))
    with _catalog(database_url) as catalog:
        drift = find_drift(known, catalog)
    reviewed = known.reviewed is not None
    if as_json:
        say_json({"drift": drift, "reviewed": reviewed, "tables": len(known.exported)})
        raise typer.Exit(1 if drift or not reviewed else 0)
    for line in drift:
        say(Text(line))
    if not reviewed:
        typer.echo("nobody has reviewed the data map: fill in `reviewed`")
    if drift or not reviewed:
        raise typer.Exit(1)
    typer.echo(f"{len(known.exported)} exported tables agree with the database")


@app.command()
def purge(as_json: JsonOption = False) -> None:
    """Delete the exports whose time is over. The control plane and `bgjobs dev` do this every minute."""
    settings = load_settings()
    with connect(settings, "command") as connection:
        count = purge_expired(
            connection, Storage(settings.storage_url, settings.storage_endpoint), datetime.now(UTC)
        )
    answer(as_json, False, {"deleted": count}, [], lambda: Text(f"deleted {count} expired exports"))


@contextmanager
def _catalog(database_url: str | None) -> Iterator[Catalog]:
    url = database_url or _configured(load_settings())
    setting = "--database-url" if database_url else "JOBS_GDPR_DATABASE_URL"
    with translated(setting), connect_elsewhere(url, "gdpr", setting) as connection:
        yield read_catalog(connection)


def _configured_map(settings: Settings) -> Path:
    if settings.gdpr_data_map is None:
        raise ConfigurationError("gdpr_not_configured", "JOBS_GDPR_DATA_MAP is not set; set it or give --map")
    return settings.gdpr_data_map


def _configured(settings: Settings) -> str:
    settings.require("JOBS_GDPR_DATABASE_URL")
    if settings.gdpr_database_url is None:
        raise ConfigurationError(
            "gdpr_not_configured", "JOBS_GDPR_DATABASE_URL is not set; set it or give --database-url"
        )
    return settings.gdpr_database_url.get_secret_value()
