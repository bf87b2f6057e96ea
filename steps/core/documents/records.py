"""Records in a document (JSON lines, a JSON array or CSV) become typed items; a fault is named by line and field."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from steps.core.documents.read import kind_of, plain_text, unsupported
from steps.core.errors import PermanentError
from steps.core.text.redaction import redact
from steps.core.validation import MAX_FAULTS, faults

M = TypeVar("M", bound=BaseModel)
Cells = Mapping[str, Callable[[str], str]]

JSON_LINES, JSON, CSV = "application/jsonl", "application/json", "text/csv"
_DELIMITERS = ",;\t|"
_KINDS = "send JSON lines, a JSON array or CSV, in UTF-8"


@dataclass(frozen=True)
class Records(Generic[M]):
    """`unused`: fields of the document that the items do not have, by name; what stood in them was not read."""

    items: list[M]
    unused: list[str]
    media_type: str


@dataclass(frozen=True)
class _Row:
    """One record as found, and where: `line 7`, or `record 7` in an array."""

    place: str
    fields: dict[str, Any]


def read_records(
    data: bytes, model: type[M], *, key: str, most: int, cells: Cells | None = None
) -> Records[M]:
    """All records as items of `model`, in order; no two may have the same `key`.

    `cells` turns a CSV cell of the named field into what the model reads. A field that the model does not know is
    left out and named in `unused`. Errors: PermanentError `empty_document`, `unsupported_document`,
    `too_many_records`, and `invalid_records` with at most 20 faults, none of which quotes a value.
    """
    text = _text(data).lstrip("\ufeff")
    if not text.strip():
        raise PermanentError("empty_document", "the document is empty")
    found = _Faults()
    if text.lstrip().startswith("["):
        media_type, rows = JSON, _array(text, found)
    elif text.lstrip().startswith("{"):
        media_type, rows = JSON_LINES, _json_lines(text, found)
    else:
        media_type, rows = CSV, _csv(text, model, cells or {}, found)
    items: list[M] = []
    unused: dict[str, None] = {}
    places: dict[Any, str] = {}
    for count, row in enumerate(rows, start=1):
        if count > most:
            raise PermanentError("too_many_records", f"the document holds more than {most:,} records")
        known = {name: value for name, value in row.fields.items() if name in model.model_fields}
        unused |= dict.fromkeys(name for name in row.fields if name not in model.model_fields)
        try:
            item = model.model_validate(known)
        except ValidationError as error:
            found.add(*(f"{row.place}: {fault}" for fault in faults(error)))
            continue
        earlier = places.setdefault(getattr(item, key), row.place)
        if earlier != row.place:
            found.add(f"{row.place}: {key}: is the same as in {earlier}")
        items.append(item)
    found.require_none()
    if not items:
        raise PermanentError("empty_document", "the document holds no records")
    return Records(items, [_shown(name) for name in unused], media_type)


class _Faults:
    """Faults in the order they were found; after the first 20 they are only counted."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, *sentences: str) -> None:
        self._found += sentences

    def require_none(self) -> None:
        if self._found:
            more = len(self._found) - MAX_FAULTS
            said = self._found[:MAX_FAULTS] + ([f"and {more:,} more faults"] if more > 0 else [])
            raise PermanentError("invalid_records", "; ".join(said))


def _text(data: bytes) -> str:
    if not data.strip():
        raise PermanentError("empty_document", "the document is empty")
    try:
        if kind_of(data) == "txt":
            return plain_text(data)
    except PermanentError as error:
        if error.code != "unsupported_document":
            raise
    raise unsupported(f"the document holds no records; {_KINDS}")


def _json_lines(text: str, found: _Faults) -> Iterator[_Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            record = _parsed(line)
            if isinstance(record, dict):
                yield _Row(f"line {number}", record)
            else:
                found.add(f"line {number}: {'is not JSON' if record is None else 'must be a JSON object'}")


def _array(text: str, found: _Faults) -> Iterator[_Row]:
    records = _parsed(text)
    if not isinstance(records, list):
        raise unsupported(f"the document starts as a JSON array and is none; {_KINDS}")
    for number, record in enumerate(records, start=1):
        if isinstance(record, dict):
            yield _Row(f"record {number}", record)
        else:
            found.add(f"record {number}: must be a JSON object")


def _parsed(text: str) -> Any:
    """What the JSON says, numbers with a point as Decimal; None where it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def _refused(constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _csv(text: str, model: type[BaseModel], cells: Cells, found: _Faults) -> Iterator[_Row]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, model), strict=True)
    header: list[str] | None = None
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = _header(row, model)
                continue
            if len(row) > len(header):
                found.add(f"line {rows.line_num}: has more cells than the first line has names")
                continue
            filled = {
                name: cells.get(name, str)(cell.strip())
                for name, cell in zip(header, row, strict=False)
                if name and cell.strip()
            }
            yield _Row(f"line {rows.line_num}", filled)
    except csv.Error:
        found.add(f"line {rows.line_num}: is not CSV; check its quotation marks")


def _delimiter(text: str, model: type[BaseModel]) -> str:
    """The sign that cuts the first line into the most names of fields."""
    first = next(line for line in text.splitlines() if line.strip())
    counts = {
        sign: sum(_name(cell) in model.model_fields for cell in first.split(sign)) for sign in _DELIMITERS
    }
    best = max(counts, key=lambda sign: counts[sign])
    if counts[best] == 0:
        raise unsupported(
            f"the first line names none of the fields {', '.join(model.model_fields)}; {_KINDS}"
        )
    return best


def _header(row: list[str], model: type[BaseModel]) -> list[str]:
    """Errors: PermanentError `invalid_records` for what is wrong with the first line as a whole."""
    header = [_name(cell) for cell in row]
    wrong = _Faults()
    for name in model.model_fields:
        if header.count(name) > 1:
            wrong.add(f"line 1: {name}: is named twice")
        elif model.model_fields[name].is_required() and name not in header:
            wrong.add(f"line 1: {name}: is required and no column has this name")
    wrong.require_none()
    return header


def _name(cell: str) -> str:
    return "_".join(cell.strip().strip('"').strip().lower().replace("-", " ").split())


def _shown(name: str) -> str:
    """A field's name as the caller wrote it, short and without anything that looks like people's data."""
    return "".join(char if char.isprintable() else "?" for char in redact(name[:200]))[:60]
