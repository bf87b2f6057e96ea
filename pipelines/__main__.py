"""The command `bgjobs`. Its subcommands live in commands/."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from pipelines.commands.subcommands import Subcommands
from pipelines.commands.terminal.interruption import lenient
from pipelines.commands.terminal.printable import printable
from pipelines.core.stderr_log import log_to_stderr
from steps.core.errors import StepError, TemporaryError
from steps.core.system.first_process import ends_by_sigterm

app = typer.Typer(
    cls=Subcommands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Durable background jobs on your own Kubernetes, or on this machine.",
    epilog="Exit codes: 0 done; 1 it failed, or could not be done now; 2 what was typed or configured is wrong.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bgjobs {version('background-jobs')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Durable background jobs on your own Kubernetes, or on this machine."""


def main() -> None:
    ends_by_sigterm()
    log_to_stderr()
    lenient()
    try:
        app()
    except StepError as error:
        _leave(error)
    except Exception as error:
        import psycopg  # takes longer than most commands' own work, and not every command needs it

        if not isinstance(error, psycopg.Error):
            raise
        from steps.core.postgres.failures import failure_of

        _leave(failure_of(error) or _refused(error.sqlstate))


def _leave(error: StepError) -> NoReturn:
    sys.stderr.write(printable(error.message) + "\n")
    sys.exit(1 if isinstance(error, TemporaryError) else 2)


def _refused(state: str | None) -> TemporaryError:
    """For what PostgreSQL refused and no setting mends; its own text may hold a row."""
    return TemporaryError(
        "database_refused", f"PostgreSQL refused a statement (SQLSTATE {state or 'unknown'})"
    )


if __name__ == "__main__":
    main()
