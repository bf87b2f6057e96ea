"""`bgjobs token`: make, list and revoke the tokens of the HTTP API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, cast

import typer
from rich.text import Text

from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.listing import Listing
from pipelines.commands.terminal.options import BadInput, JsonOption, QuietOption, stored
from pipelines.commands.terminal.screen import answer, note
from pipelines.operations.audit.origin import this_user
from pipelines.operations.known.nearest import none_of
from pipelines.operations.tokens import SCOPES, Scope, Token, list_tokens, make_token, revoke_token

app = typer.Typer(no_args_is_help=True, help="Tokens for the HTTP API and the dashboard.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", callback=stored, help="Who or what it is for.")]


@app.command()
def create(
    name: NameArgument,
    scope: Annotated[list[str], typer.Option(help="send, read or operate (cancel, rerun); may be repeated.")],
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; default: never.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    if wrong := [each for each in scope if each not in SCOPES]:
        raise BadInput(f"--scope: {none_of(wrong[0], SCOPES)}")
    if not name.strip() or len(name) > 100:
        raise BadInput("NAME: must have 1 to 100 characters")
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    with connected() as connection:
        scopes = cast(list[Scope], sorted(set(scope)))
        secret, made = make_token(connection, name, scopes, expires_at, origin=this_user())
    answer(as_json, True, {"token": secret, **made.model_dump(mode="json")}, [secret], lambda: None)
    if not as_json and not quiet:
        note("Keep it now: nobody can show it again. In requests:")
        note("  Authorization: Bearer jobs_…   (in a browser: as the password)")


@app.command("list")
def list_all(as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """List the tokens, without what makes them work."""
    with connected() as connection:
        found = list_tokens(connection)
    table = Listing("name", "scopes", "made", "state")
    for token in found:
        table.add(token.name, " ".join(token.scopes), f"{token.created_at:%Y-%m-%d}", state_of(token))
    told = [token.model_dump(mode="json") for token in found]
    answer(as_json, quiet, told, [token.name for token in found], lambda: table if found else None)
    if not found and not as_json and not quiet:
        note("No tokens yet: bgjobs token create NAME --scope read")


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
    done = "revoked" if revoked else "There is no valid token of that name."
    answer(as_json, False, {"name": name, "revoked": revoked}, [], lambda: Text(done))
    raise typer.Exit(0 if revoked else 1)
