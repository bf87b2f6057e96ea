"""A log record as one JSON line: the event's name first, its facts as fields, all of it redacted.

Our own code logs `log.info("event_name", extra={"job_id": …, "field": value})`. What libraries log is a `library_log`
with their message. An exception is told by its class, its code and where it happened, never by a foreign text.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from steps.core.logs.exceptions import describe
from steps.core.text.redaction import redact_value

MAX_LINE = 8192  # characters
HEAD = (
    "ts",
    "level",
    "event",
    "job_id",
    "pipeline",
    "step",
    "attempt",
)  # how every line of an attempt begins
FIELDS = "fields_of_event"  # attribute of a record whose fields bear names that logging keeps for itself
_OURS = frozenset({"steps", "pipelines"})
_OF_LOGGING = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"})
_NOTHING: Mapping[str, Any] = MappingProxyType({})
Fields = dict[str, Any]


class JsonLines(logging.Formatter):
    """For processes that do not work for one attempt alone; `capture` writes the lines of an attempt."""

    def format(self, record: logging.LogRecord) -> str:
        return json_line(record)


def json_line(record: logging.LogRecord, context: Mapping[str, Any] = _NOTHING) -> str:
    """`context`: fields of every line, such as the job and the attempt, before those of the event."""
    try:
        head, fields = head_and_fields(record, context)
    except Exception as error:  # a message that does not fit its arguments; logging would write out both
        return _json({"event": "log_line_lost", "class": type(error).__qualname__})
    line = _json(head | fields)
    return line if len(line) <= MAX_LINE else _json(head | {"fields_left_out": len(fields)})


def head_and_fields(
    record: logging.LogRecord, context: Mapping[str, Any] = _NOTHING
) -> tuple[Fields, Fields]:
    """Time, level, event and context; and what there is to say of this event. Both redacted."""
    own = record.name.partition(".")[0] in _OURS
    ts = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    message = redact_value(record.getMessage())
    head: Fields = {
        "ts": ts.replace("+00:00", "Z"),
        "level": record.levelname,
        "event": message if own else "library_log",
        **context,
    }
    given = _fields(record) if own else {"logger": record.name}
    fields: Fields = {
        (f"{key}_" if key in head else key): value for key, value in redact_value(given).items()
    }
    if not own:
        fields["message"] = message
    if record.exc_info and record.exc_info[1]:
        fields["exception"] = describe(record.exc_info[1])
    return head, fields


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    given: Mapping[str, Any] | None = getattr(record, FIELDS, None)
    if given is not None:
        return given
    return {name: value for name, value in vars(record).items() if name not in _OF_LOGGING}


def _json(fields: Mapping[str, Any]) -> str:
    # Half a surrogate pair cannot be written as UTF-8, but its JSON escape can.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
