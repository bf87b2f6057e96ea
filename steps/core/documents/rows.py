"""Rows of records in a document (JSON lines, a JSON array or CSV): what runs in the process that reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from steps.core.documents.text import kind_of, plain_text, unsupported
from steps.core.errors import PermanentError

JSON_LINES, JSON, CSV = "application/jsonl", "application/json", "text/csv"
MAX_UNUSED = 1_000  # names of fields
_MAX_FAULTS = 1_000  # that are told one by one; the others are counted
_DEEPEST = 8  # lists and objects within each other; no field has so many
_DELIMITERS = ",;\t|"
_KINDS = "send JSON lines, a JSON array or CSV, in UTF-8"


class _Fields(NamedTuple):
    """The fields of the items, and those that every item must have."""

    all: Sequence[str]
    required: Sequence[str]


class _Row(NamedTuple):
    """One record as found, and where: `line 7`, or `record 7` in an array; or the fault that it is none."""

    place: str
    fields: dict[str, Any] | None
    fault: str = ""


def rows_in(data: bytes, fields: Sequence[str], required: Sequence[str], most: int) -> dict[str, Any]:
    """`rows`: place, known fields (or null) and fault of each; `more_faults`; `unused`: names of fields that items do
    not have; `media_type`.

    Errors: PermanentError `empty_document`, `unsupported_document`, `too_many_records`.
    """
    text = _text(data).lstrip("\ufeff")
    if not text.strip():
        raise PermanentError("empty_document", "the document is empty")
    if text.lstrip().startswith("["):
        media_type, found = JSON, _array(text)
    elif text.lstrip().startswith("{"):
        media_type, found = JSON_LINES, _json_lines(text)
    else:
        media_type, found = CSV, _csv(text, _Fields(fields, required))
    rows: list[tuple[str, dict[str, Any] | None, str]] = []
    unused: dict[str, None] = {}
    count = faults = 0
    for row in found:
        if row.fields is None:
            faults += 1
            if faults <= _MAX_FAULTS:
                rows.append((row.place, None, row.fault))
            continue
        count += 1
        if count > most:
            raise PermanentError("too_many_records", f"the document holds more than {most:,} records")
        if len(unused) < MAX_UNUSED:
            unused |= dict.fromkeys(name[:200] for name in row.fields if name not in fields)
        known = {name: _sent(row.fields[name]) for name in row.fields if name in fields}
        rows.append((row.place, known, ""))
    more = max(0, faults - _MAX_FAULTS)
    return {"rows": rows, "more_faults": more, "unused": [*unused][:MAX_UNUSED], "media_type": media_type}


def received(value: Any) -> Any:
    """A value as the document had it, numbers with a point as Decimal."""
    if isinstance(value, dict):
        if "number" in value:
            return Decimal(value["number"])
        return {name: received(inner) for name, inner in value["object"].items()}
    return [received(inner) for inner in value] if isinstance(value, list) else value


def _sent(value: Any, depth: int = 0) -> Any:
    """The same as JSON keeps it: a number to the digit."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, dict):
        inside = value.items() if depth < _DEEPEST else ()
        return {"object": {name: _sent(inner, depth + 1) for name, inner in inside}}
    if isinstance(value, list):
        return [_sent(inner, depth + 1) for inner in value] if depth < _DEEPEST else []
    return value


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


def _json_lines(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            record = _parsed(line)
            if isinstance(record, dict):
                yield _Row(f"line {number}", record)
            else:
                yield _Row(
                    f"line {number}", None, "is not JSON" if record is None else "must be a JSON object"
                )


def _array(text: str) -> Iterator[_Row]:
    records = _parsed(text)
    if not isinstance(records, list):
        raise unsupported(f"the document starts as a JSON array and is none; {_KINDS}")
    for number, record in enumerate(records, start=1):
        if isinstance(record, dict):
            yield _Row(f"record {number}", record)
        else:
            yield _Row(f"record {number}", None, "must be a JSON object")


def _parsed(text: str) -> Any:
    """What the JSON says, numbers with a point as Decimal; None where it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def _refused(constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _csv(text: str, fields: _Fields) -> Iterator[_Row]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, fields), strict=True)
    header: list[str] | None = None
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = [_name(cell) for cell in row]
                if wrong := list(_faults(header, fields)):
                    yield from (_Row("line 1", None, fault) for fault in wrong)
                    return
                continue
            place = f"line {rows.line_num}"
            if len(row) > len(header):
                yield _Row(place, None, "has more cells than the first line has names")
                continue
            cells = zip(header, row, strict=False)
            yield _Row(place, {name: cell.strip() for name, cell in cells if name and cell.strip()})
    except csv.Error:
        yield _Row(f"line {rows.line_num}", None, "is not CSV; check its quotation marks")


def _delimiter(text: str, fields: _Fields) -> str:
    """The sign that cuts the first line into the most names of fields."""
    first = next(line for line in text.splitlines() if line.strip())
    counts = {sign: sum(_name(cell) in fields.all for cell in first.split(sign)) for sign in _DELIMITERS}
    best = max(counts, key=lambda sign: counts[sign])
    if counts[best] == 0:
        raise unsupported(f"the first line names none of the fields {', '.join(fields.all)}; {_KINDS}")
    return best


def _faults(header: Sequence[str], fields: _Fields) -> Iterator[str]:
    """What is wrong with the first line as a whole."""
    for name in fields.all:
        if header.count(name) > 1:
            yield f"{name}: is named twice"
        elif name in fields.required and name not in header:
            yield f"{name}: is required and no column has this name"


def _name(cell: str) -> str:
    return "_".join(cell.strip().strip('"').strip().lower().replace("-", " ").split())
