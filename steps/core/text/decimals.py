"""Numbers as spreadsheets write them: which sign stands before the decimals is told by the whole column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_PLAIN = re.compile(r"[+-]?\d+")
_OPEN = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")  # a group of thousands, or three decimals
# What can be read with this sign before the decimals alone.
_POINT = re.compile(r"[+-]?\d+\.\d+|[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}")
_COMMA = re.compile(r"[+-]?\d+,\d+|[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}")


def reader_of(column: Sequence[str]) -> Callable[[str], str]:
    """How to read a cell of the column as a plain number: `1.234,50` is 1234.50. What is no number stays as it is.

    The reader raises ValueError for `1.234` and `1,234` where no other cell tells what the sign means.
    """
    marks = {mark for cell in column if (mark := _mark(cell))}
    mark = marks.pop() if len(marks) == 1 else None

    def read(cell: str) -> str:
        said = _mark(cell) or (mark if _OPEN.fullmatch(cell) else None)
        if said is None and _OPEN.fullmatch(cell):
            raise ValueError("can mean two numbers; write it as 1234.00, or with two decimals")
        group = {".": ",", ",": "."}.get(said or "", "")
        return cell.replace(group, "").replace(said, ".") if said else cell

    return read


def _mark(cell: str) -> str | None:
    """The sign before the decimals, where the cell by itself tells which it is."""
    if _PLAIN.fullmatch(cell) or _OPEN.fullmatch(cell):
        return None
    if _POINT.fullmatch(cell):
        return "."
    return "," if _COMMA.fullmatch(cell) else None
