"""Records in a document (JSON lines, a JSON array or CSV) become typed items; a fault is named by line and field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from steps.core.documents.isolation.reading import read_apart
from steps.core.documents.rows import CSV, JSON_LINES, received, rows_in
from steps.core.errors import PermanentError
from steps.core.text.redaction import redact
from steps.core.validation import MAX_FAULTS, faults

__all__ = ["JSON_LINES", "Records", "read_records"]

M = TypeVar("M", bound=BaseModel)
# By field: from all cells of a CSV's column, how to read one of them. A reader raises ValueError with what is wrong.
Columns = Mapping[str, Callable[[Sequence[str]], Callable[[str], str]]]


@dataclass(frozen=True)
class Records(Generic[M]):
    """`unused`: fields of the document that the items do not have, by name; what stood in them was not read."""

    items: list[M]
    unused: list[str]
    media_type: str


class _Found:
    """Rows as `rows_in` tells them, numbers to the digit again."""

    def __init__(self, answer: Any) -> None:
        self.rows = [
            (place, received({"object": known or {}}), fault) for place, known, fault in answer["rows"]
        ]
        self.more_faults: int = answer["more_faults"]
        self.unused: list[str] = answer["unused"]
        self.media_type: str = answer["media_type"]


def read_records(
    data: bytes, model: type[M], *, key: str, most: int, columns: Columns | None = None
) -> Records[M]:
    """All records as items of `model`, in order; no two may have the same `key`.

    `columns` says how the cells of a CSV's column become what the model reads. A field that the model does not know
    is left out and named in `unused`. Errors: PermanentError `empty_document`, `unsupported_document`,
    `too_many_records`, `document_too_complex`, and `invalid_records` with at most 20 faults, none of which quotes a
    value; TemporaryError `reader_unavailable`.
    """
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    read = read_apart(rows_in, data, list(model.model_fields), required, most, take=_Found)
    readers = {
        name: reader([fields[name] for _, fields, _ in read.rows if name in fields])
        for name, reader in ((columns or {}) if read.media_type == CSV else {}).items()
    }
    found = _Faults()
    items: list[M] = []
    places: dict[Any, str] = {}
    for place, fields, fault in read.rows:
        if fault:
            found.add(f"{place}: {fault}")
            continue
        if unclear := _unclear(fields, readers):
            found.add(*(f"{place}: {name}: {fault}" for name, fault in unclear.items()))
            continue
        try:
            item = model.model_validate(
                {name: readers[name](value) if name in readers else value for name, value in fields.items()}
            )
        except ValidationError as error:
            found.add(*(f"{place}: {fault}" for fault in faults(error)))
            continue
        earlier = places.setdefault(getattr(item, key), place)
        if earlier != place:
            found.add(f"{place}: {key}: is the same as in {earlier}")
        items.append(item)
    found.require_none(read.more_faults)
    if not items:
        raise PermanentError("empty_document", "the document holds no records")
    return Records(items, [_shown(name) for name in read.unused], read.media_type)


def _unclear(fields: Mapping[str, Any], readers: Mapping[str, Callable[[str], str]]) -> dict[str, str]:
    """What is wrong with the cells that their column's reader cannot tell, by field."""
    unclear = {}
    for name in readers.keys() & fields.keys():
        try:
            readers[name](fields[name])
        except ValueError as error:
            unclear[name] = str(error)
    return unclear


class _Faults:
    """Faults in the order they were found; after the first 20 they are only counted."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, *sentences: str) -> None:
        self._found += sentences

    def require_none(self, more: int) -> None:
        """`more`: faults that are not among them. Errors: PermanentError `invalid_records`."""
        if self._found:
            more += len(self._found) - MAX_FAULTS
            said = self._found[:MAX_FAULTS] + ([f"and {more:,} more faults"] if more > 0 else [])
            raise PermanentError("invalid_records", "; ".join(said))


def _shown(name: str) -> str:
    """A field's name as the caller wrote it, short and without anything that looks like people's data."""
    return "".join(char if char.isprintable() else "?" for char in redact(name[:200]))[:60]
