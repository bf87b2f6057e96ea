"""`bgjobs token`: make, list and revoke the tokens of the HTTP API."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, cast

import typer
from rich.table import Table

from pipelines.commands.terminal import display
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.options import BadInput, JsonOption, stored
from pipelines.operations.audit.origin import this_user
from pipelines.operations.tokens import SCOPES, Scope, Token, list_tokens, make_token, revoke_token

app = typer.Typer(no_args_is_help=True, help="Tokens for the HTTP API and the dashboard.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", callback=stored, help="Who or what it is for.")]


@app.command()
def create(
    name: NameArgument,
    scope: Annotated[list[str], typer.Option(help="send, read or operate (cancel, rerun); may be repeated.")],
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; default: never.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    if wrong := [each for each in scope if each not in SCOPES]:
        raise BadInput(f"--scope: {wrong[0]} is none; there are {', '.join(SCOPES)}")
    if not name.strip() or len(name) > 100:
        raise BadInput("NAME: must have 1 to 100 characters")
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with connected() as connection:
        scopes = cast(list[Scope], sorted(set(scope)))
        secret, made = make_token(connection, name, scopes, expires_at, origin=this_user())
    if as_json:
        typer.echo(json.dumps({"token": secret, **made.model_dump(mode="json")}))
    else:
        typer.echo(secret)
        display.console(stderr=True).print("Keep it now: nobody can show it again. In requests:")
        display.console(stderr=True).print("  Authorization: Bearer jobs_…   (in a browser: as the password)")


@app.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """List the tokens, without what makes them work."""
    with connected() as connection:
        found = list_tokens(connection)
    if as_json:
        typer.echo(json.dumps([token.model_dump(mode="json") for token in found]))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading in ("name", "scopes", "made", "state"):
        table.add_column(heading)
    for token in found:
        table.add_row(token.name, " ".join(token.scopes), f"{token.created_at:%Y-%m-%d}", state_of(token))
    display.console().print(table if found else "No tokens yet: bgjobs token create NAME --scope read")


def state_of(token: Token) -> str:
    if token.revoked_at:
        return f"revoked {token.revoked_at:%Y-%m-%d}"
    if token.expires_at is None:
        return "valid"
    over = token.expires_at <= datetime.now(UTC)
    return f"{'expired' if over else 'valid until'} {token.expires_at:%Y-%m-%d}"


@app.command()
def revoke(name: NameArgument, as_json: JsonOption = False) -> None:
    """Make a token worthless; servers notice within five seconds. Exit code 1 where there is no valid one."""
    with connected() as connection:
        revoked = revoke_token(connection, name, origin=this_user())
    if as_json:
        typer.echo(json.dumps({"name": name, "revoked": revoked}))
    else:
        typer.echo("revoked" if revoked else "There is no valid token of that name.")
    raise typer.Exit(0 if revoked else 1)
