"""One JSON line per event, redacted, with the attempt it belongs to; kept for Postgres up to a cap."""

from __future__ import annotations

import json
import logging
import sys
from collections import deque
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pydantic import ValidationError

from steps.core.errors import StepError
from steps.core.redaction import redact, redact_value

LOGGER = logging.getLogger("steps")
MAX_LINE = 8192  # characters of one line
MAX_FIELD = 2000  # characters of one text in it
MAX_FRAMES = 12


class Captured:
    """The log of one attempt: `log` writes to it, `text()` is what Postgres keeps."""

    def __init__(self, context: Mapping[str, Any], level: int, limit_bytes: int, to_stderr: bool) -> None:
        self.context, self.level, self.to_stderr = context, level, to_stderr
        self.log = StepLog(self)
        self._half = limit_bytes // 2
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._head_bytes = self._tail_bytes = self._left_out = 0

    def add(self, line: str) -> None:
        """Keep the line: the first half of the cap holds the beginning, the other half the end."""
        size = len(line.encode()) + 1
        if not self._tail and self._head_bytes + size <= self._half:
            self._head.append(line)
            self._head_bytes += size
            return
        self._tail.append(line)
        self._tail_bytes += size
        while self._tail and self._tail_bytes > self._half:
            self._tail_bytes -= len(self._tail.popleft().encode()) + 1
            self._left_out += 1

    def text(self) -> str:
        gap = [json.dumps({"event": "lines_left_out", "lines": self._left_out})] if self._left_out else []
        return "\n".join([*self._head, *gap, *self._tail])


class StepLog(logging.LoggerAdapter[logging.Logger]):
    """`log.info("event_name", extra={"field": value})`: the event's name first, its facts as fields."""

    def __init__(self, captured: Captured) -> None:
        super().__init__(LOGGER)
        self._captured = captured

    def isEnabledFor(self, level: int) -> bool:
        return level >= self._captured.level

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        fields = dict(kwargs.get("extra") or {})
        fields.update(fields.pop("fields", None) or {})
        kwargs["extra"] = {"step_fields": fields, "step_captured": self._captured}
        return msg, kwargs


_current: ContextVar[Captured | None] = ContextVar("captured", default=None)


@contextmanager
def capture(
    *,
    job_id: str,
    job: str,
    step: str,
    attempt: int,
    level: str | int = logging.INFO,
    limit_bytes: int = 65536,
    to_stderr: bool = True,
) -> Iterator[Captured]:
    """Collect what is logged while one attempt runs, by the step and, from WARNING up, by libraries."""
    if _handler not in logging.getLogger().handlers:
        _install()
    number = (
        level if isinstance(level, int) else logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    )
    captured = Captured(
        {"job_id": job_id, "job": job, "step": step, "attempt": attempt}, number, limit_bytes, to_stderr
    )
    token = _current.set(captured)
    try:
        yield captured
    finally:
        _current.reset(token)


def where(error: BaseException) -> str:
    """`file:line function` of the innermost frame of our own code, or else of the innermost frame."""
    frames = _frames(error.__traceback__)
    ours = [frame for frame in frames if frame.startswith(("steps/", "pipelines/"))]
    return (ours or frames or ["an unknown place"])[-1]


def describe(error: BaseException) -> dict[str, Any]:
    """An exception for the log. The text of one that is not ours may hold anything, so it stays out."""
    found: dict[str, Any] = {"class": type(error).__qualname__}
    if isinstance(error, StepError):
        found |= {"code": error.code, "message": redact(error.message)}
    if isinstance(error, ValidationError):
        found["faults"] = error.errors(include_input=False, include_url=False, include_context=False)[:20]
    if error.__cause__ is not None:
        found["cause"] = type(error.__cause__).__qualname__
    return found | {"frames": _frames(error.__traceback__)[-MAX_FRAMES:]}


def _frames(traceback: TracebackType | None) -> list[str]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{_module_path(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames


def _module_path(filename: str) -> str:
    """The file's path from its package on, without the folders of this machine."""
    for start in ("/site-packages/", "/lib/python3"):
        if start in filename:
            return filename.rsplit(start, 1)[1]
    parts = filename.split("/")
    for package in ("steps", "pipelines"):
        if package in parts:
            return "/".join(parts[parts.index(package) :])
    return parts[-1]


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        captured = getattr(record, "step_captured", None)
        ours = captured is not None
        captured = captured or _current.get()
        if captured is None or not (ours or record.levelno >= logging.WARNING):
            return
        try:
            line = _line(record, captured, ours)
        except Exception as error:
            line = json.dumps({"event": "log_line_lost", "class": type(error).__qualname__})
        captured.add(line)
        if captured.to_stderr:
            try:
                sys.stderr.write(line + "\n")
                sys.stderr.flush()
            except (OSError, ValueError):
                pass


def _line(record: logging.LogRecord, captured: Captured, ours: bool) -> str:
    ts = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    event = redact(record.getMessage()[: 2 * MAX_FIELD])[:MAX_FIELD]
    head = {
        "ts": ts,
        "level": record.levelname,
        "event": event if ours else "library_log",
        **captured.context,
    }
    fields = {
        key: value
        for key, value in redact_value(getattr(record, "step_fields", {})).items()
        if key not in head
    }
    if not ours:
        fields = {"logger": record.name, "message": event}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        fields["exception"] = describe(error)
    line = json.dumps(head | fields, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    if len(line) > MAX_LINE:
        line = json.dumps(head | {"fields_left_out": len(fields)}, ensure_ascii=False)
    return line


_handler = _Handler()


def _install() -> None:
    logging.getLogger().addHandler(_handler)
    LOGGER.setLevel(1)
    for name in ("httpx", "httpx2", "httpcore", "openai", "boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
