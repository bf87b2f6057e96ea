"""How values of PostgreSQL become Python's without ever failing: one value that cannot be read must not cost all rows.

PostgreSQL stores what Python cannot hold: moments before the year 1 and after 9999, infinity, JSON of any depth and
numbers of any length. Where psycopg raises, the whole result is lost, and with it every row that is in order. Here a
moment becomes the nearest one that Python has in every time zone, a number that is none becomes None, and a JSON value
becomes `Unreadable`, which says why and how it begins. Text needs no such care: in a database of UTF8 all of it is.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import psycopg
from psycopg import adapters, pq
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import AdaptersMap, Loader
from pydantic import BeforeValidator
from pydantic_core import from_json

from steps.core.errors import PermanentError

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC)
SHOWN = 500  # characters of a JSON value that cannot be read
_LONG_NUMBER = re.compile(rb"[0-9]{309}")  # above this a float is infinite


class Unreadable(dict[str, Any]):
    """Stands in for a JSON value that Python cannot hold: `unreadable` says why, `begins` how its text begins."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(unreadable=reason, begins=text[:SHOWN])
        self.reason = reason


def readable(value: Any, what: str) -> Any:
    """The value as it is. Errors: PermanentError `unreadable` for a JSON value that Python cannot hold."""
    if isinstance(value, Unreadable):
        raise PermanentError("unreadable", f"{what}: {value.reason}")
    return value


def as_object(value: Any) -> dict[str, Any]:
    """A JSON value where an object should stand; plain SQL may have written any other."""
    return value if isinstance(value, dict) else {"unreadable": "is no JSON object", "value": value}


StoredObject = Annotated[dict[str, Any], BeforeValidator(as_object)]


def loads(text: bytes) -> Any:
    """The JSON value that PostgreSQL holds, or `Unreadable`."""
    try:
        # Nests 200 deep at most, so that whoever writes it again does not run out of stack.
        value = from_json(text)
        return json.loads(text, parse_float=_finite) if _LONG_NUMBER.search(text) else value
    except ValueError as error:
        deep = "recursion" in str(error)
        reason = "is nested more than 200 deep" if deep else "holds a number that is too long"
        return Unreadable(reason, text[: 4 * SHOWN].decode("utf-8", "replace"))


class _Json(Loader):
    def load(self, data: Buffer) -> Any:
        return loads(bytes(data))


def _finite(text: str) -> float:
    if abs(number := float(text)) == float("inf"):
        raise ValueError(text[:SHOWN])
    return number


class _Nearest(Loader):
    """Loads as psycopg does; what does not fit becomes the nearest value that does."""

    name: str
    ends: tuple[Any, Any]

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        found = adapters.get_loader(adapters.types[self.name].oid, pq.Format.TEXT)
        assert found is not None  # noqa: S101  psycopg has a loader for each of these types
        self._loader = found(oid, context)

    def load(self, data: Buffer) -> Any:
        first, last = self.ends
        try:
            value = self._loader.load(data)
        except (psycopg.DataError, ValueError, OverflowError):
            text = bytes(data)
            return first if text.startswith(b"-") or text.endswith(b"BC") or _year(text) <= 1 else last
        return min(max(value, first), last)


def _year(text: bytes) -> int:
    """Of an ISO date; of what is none, one that is later than all."""
    digits = text.partition(b"-")[0]
    return int(digits) if digits.isdigit() else 10_000


class _Timestamptz(_Nearest):
    name, ends = "timestamptz", (EARLIEST, LATEST)


class _Timestamp(_Nearest):
    name, ends = "timestamp", (EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None))


class _Date(_Nearest):
    name, ends = "date", (date.min, date.max)


class _Numeric(_Nearest):
    """NaN and infinity are no amounts: None."""

    name = "numeric"

    def load(self, data: Buffer) -> Decimal | None:
        value: Decimal = self._loader.load(data)
        return value if value.is_finite() else None


class Loading:
    """What psycopg is given as the `context` of a connection."""

    connection = None

    def __init__(self) -> None:
        self.adapters = AdaptersMap(adapters)
        for loader in (_Timestamptz, _Timestamp, _Date, _Numeric):
            self.adapters.register_loader(loader.name, loader)
        for name in ("json", "jsonb"):
            self.adapters.register_loader(name, _Json)


LOADING = Loading()
