"""Runs a process of the control plane as a command: its settings, its log, and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from pipelines.core.settings import ControlSettings, load_control_settings
from pipelines.core.stderr_log import log_to_stderr
from pipelines.core.supervision.pulse import TaskFault
from steps.core.errors import ConfigurationError
from steps.core.settings import Settings, load_settings


def until_ended(run: Callable[[Settings, ControlSettings], None]) -> None:
    """Exit code 2, and one sentence, where a setting must be corrected first; 1 where a task could not live."""
    try:
        settings, control = load_settings(), load_control_settings()
        log_to_stderr(settings.log_level)
        run(settings, control)
    except ConfigurationError as error:
        sys.stderr.write(error.message + "\n")
        raise typer.Exit(2) from None
    except TaskFault:  # said in the log already
        raise typer.Exit(1) from None
