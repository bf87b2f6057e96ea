"""The command `bgjobs`. Its subcommands live in commands/."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import psycopg
import typer

from pipelines.commands import cancel, explain, gdpr, logs, rerun, run, send, show, token
from pipelines.commands.operate import control, demo, dev, docs, doctor, migrate, new_pipeline, render, serve
from pipelines.core.stderr_log import log_to_stderr
from steps.core.errors import StepError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Durable background jobs on your own Kubernetes, or on this machine.",
    epilog="Exit codes: 0 done; 1 it failed, or could not be done now; 2 what was typed or configured is wrong.",
)
app.command()(dev.dev)
app.command()(demo.demo)
app.command()(run.run)
app.command()(send.send)
app.command()(show.show)
app.command("list")(show.list_jobs)
app.command()(explain.explain)
app.command()(logs.logs)
app.command()(cancel.cancel)
app.command()(rerun.rerun)
app.command()(serve.serve)
app.command()(control.control)
app.command()(doctor.doctor)
app.command()(migrate.migrate)
app.command()(render.render)
app.command()(docs.docs)
app.command("new-pipeline")(new_pipeline.new_pipeline)
app.add_typer(token.app, name="token")
app.command()(dev.emulators)
app.add_typer(gdpr.app, name="gdpr")


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
    log_to_stderr()
    try:
        app()
    except StepError as error:
        sys.stderr.write(error.message + "\n")
        sys.exit(2)
    except psycopg.OperationalError:
        # Its text may hold the address and the user's name.
        sys.stderr.write(
            "PostgreSQL does not answer; check DATABASE_URL, or JOBS_HOME and its postgres/log\n"
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
