"""`bgjobs work`: a process that runs jobs, as many of them as you like beside a cluster or without one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines.core.settings import load_control_settings
from pipelines.core.stderr_log import log_to_stderr
from pipelines.core.supervision.pulse import TaskFault
from steps.core.errors import ConfigurationError
from steps.core.settings import load_settings

PORT = 8290


def work(
    pipelines: Annotated[
        str | None, typer.Option(help="Of the pipelines that run warm, take these alone: a,b,c.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of health and metrics.")] = PORT,
) -> None:
    """Take jobs of pipelines that run warm and run them in processes of this machine, until SIGTERM. It needs
    DATABASE_URL, the storage and the keys that its steps use, and no cluster."""
    from pipelines.runtime.work_process import work as run

    named = None if pipelines is None else [name.strip() for name in pipelines.split(",") if name.strip()]
    try:
        settings, control = load_settings(), load_control_settings()
        log_to_stderr(settings.log_level)
        run(settings, control, named, port)
    except ConfigurationError as error:
        sys.stderr.write(error.message + "\n")
        raise typer.Exit(2) from None
    except TaskFault:  # said in the log already
        raise typer.Exit(1) from None
