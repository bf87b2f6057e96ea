"""The log of a process of the control plane: JSON lines on stderr, or lines for people where stderr is a terminal."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

from steps.core.logs.lines import JsonLines, head_and_fields


class TerminalLines(logging.Formatter):
    """`12:00:01 warning feed_disconnected error=OperationalError`; below an exception, where it happened."""

    def format(self, record: logging.LogRecord) -> str:
        head, fields = head_and_fields(record)
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        exception = fields.pop("exception", {})
        frames = exception.pop("frames", [])
        words = [f"{name}={_shown(value)}" for name, value in {**fields, **exception}.items()]
        line = " ".join([clock, record.levelname.lower(), head["event"], *words])
        return "\n".join([line, *(f"    at {frame}" for frame in frames)])


def log_to_stderr(level: str | int = logging.WARNING) -> None:
    """From now on: our own code from `level` up, libraries from WARNING up. Called again it only sets the level."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines | TerminalLines) for handler in root.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(TerminalLines() if sys.stderr.isatty() else JsonLines())
        root.addHandler(handler)
    if isinstance(level, str):
        level = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    for name in ("steps", "pipelines"):
        logging.getLogger(name).setLevel(level)


def _shown(value: Any) -> str:
    plain = isinstance(value, str) and value.isprintable() and not any(sign in value for sign in ' "=')
    return value if plain else json.dumps(value, ensure_ascii=False)
