"""`bgjobs control`: the control plane, as it runs in a cluster."""

from __future__ import annotations

import sys

import typer

from pipelines.core.settings import load_control_settings
from pipelines.core.stderr_log import log_to_stderr
from pipelines.core.supervision.pulse import TaskFault
from steps.core.errors import ConfigurationError
from steps.core.settings import load_settings


def control() -> None:
    """Serve, dispatch and reconcile until SIGTERM, with the executor that JOBS_EXECUTOR names: argo or kubernetes."""
    from pipelines.runtime.control_plane import run

    try:
        settings, control = load_settings(), load_control_settings()
        log_to_stderr(settings.log_level)
        run(settings, control)
    except ConfigurationError as error:
        sys.stderr.write(error.message + "\n")
        raise typer.Exit(2) from None
    except TaskFault:  # said in the log already
        raise typer.Exit(1) from None
