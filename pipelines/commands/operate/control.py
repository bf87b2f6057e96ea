"""`bgjobs control`: the control plane, as it runs in a cluster."""

from __future__ import annotations

import json
import logging
import sys

import typer

from pipelines.core.settings import load_control_settings
from steps.core.errors import ConfigurationError
from steps.core.logs.redaction import redact
from steps.core.settings import load_settings


class Line(logging.Formatter):
    """One JSON object per line: the event's name, then what there is to say of it."""

    def format(self, record: logging.LogRecord) -> str:
        event, _, said = record.getMessage().partition(": ")
        line = {
            "ts": self.formatTime(record),
            "level": record.levelname,
            "event": event,
            "said": redact(said),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


def control() -> None:
    """Serve, dispatch and reconcile until SIGTERM, with the executor that JOBS_EXECUTOR names: argo or kubernetes."""
    from pipelines.runtime.control_plane import run

    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    try:
        run(load_settings(), load_control_settings())
    except ConfigurationError as error:
        sys.stderr.write(error.message + "\n")
        raise typer.Exit(2) from None
