"""One JSON line per event, redacted, with the attempt it belongs to; kept for Postgres up to a cap."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from steps.core.logs.exceptions import where
from steps.core.logs.excerpt import LogText
from steps.core.logs.lines import FIELDS, json_line

__all__ = ["Captured", "capture", "where"]

LOGGER = logging.getLogger("steps")
_TALKATIVE = ("httpx", "httpx2", "httpcore", "openai", "assemblyai", "boto3", "botocore", "urllib3")


class Captured:
    """The log of one attempt: `log` writes to it, `text()` is what Postgres keeps."""

    def __init__(self, context: Mapping[str, Any], level: int, limit_bytes: int, to_stderr: bool) -> None:
        self.context, self.level, self.to_stderr = context, level, to_stderr
        self.lines = LogText(limit_bytes)
        self.lock = threading.Lock()
        self.log: logging.LoggerAdapter[logging.Logger] = _StepLog(self)

    def text(self) -> str:
        """The lines so far; from any thread."""
        with self.lock:
            return self.lines.text()


class _StepLog(logging.LoggerAdapter[logging.Logger]):
    """`log.info("event_name", extra={"field": value})`: the event's name first, its facts as fields."""

    def __init__(self, captured: Captured) -> None:
        super().__init__(LOGGER)
        self._captured = captured

    def isEnabledFor(self, level: int) -> bool:
        return level >= self._captured.level

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        fields = dict(kwargs.get("extra") or {})
        if isinstance(fields.get("fields"), Mapping):
            fields.update(fields.pop("fields"))
        kwargs["extra"] = {FIELDS: fields, "step_captured": self._captured}
        return msg, kwargs


_current: ContextVar[Captured | None] = ContextVar("captured", default=None)
_running: list[Captured] = []


@contextmanager
def capture(
    *,
    job_id: str,
    pipeline: str,
    step: str,
    attempt: int,
    level: str | int = logging.INFO,
    limit_bytes: int = 65536,
    to_stderr: bool = True,
) -> Iterator[Captured]:
    """Collect what one attempt logs: the step from `level` up, libraries from WARNING up."""
    if _handler not in logging.getLogger().handlers:
        _install()
    number = (
        level if isinstance(level, int) else logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    )
    context = {"job_id": job_id, "pipeline": pipeline, "step": step, "attempt": attempt}
    captured = Captured(context, number, limit_bytes, to_stderr)
    token = _current.set(captured)
    _running.append(captured)
    try:
        yield captured
    finally:
        _running.remove(captured)
        _current.reset(token)


def _capturing() -> Captured | None:
    """The attempt that this thread works for; a thread that a step started counts for the only one running."""
    return _current.get() or (_running[0] if len(_running) == 1 else None)


class _Handler(logging.Handler):
    """Stands at the root logger for the life of the process, so that an attempt costs no registration."""

    def emit(self, record: logging.LogRecord) -> None:
        captured: Captured | None = getattr(record, "step_captured", None) or _capturing()
        own = record.name == LOGGER.name or record.name.startswith(LOGGER.name + ".")
        if record.levelno < (captured.level if own and captured else logging.WARNING):
            return
        line = json_line(record, captured.context if captured else {})
        if captured:
            with captured.lock:
                captured.lines.add(line)
        if captured.to_stderr if captured else len(logging.getLogger().handlers) == 1:
            with suppress(OSError, ValueError):  # a closed stderr is no reason to fail a step
                sys.stderr.write(line + "\n")
                sys.stderr.flush()


_handler = _Handler()


def _install() -> None:
    logging.getLogger().addHandler(_handler)
    LOGGER.setLevel(1)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
