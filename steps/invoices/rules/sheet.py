"""A laid-out text as rows of cells: what rules see of an invoice. Two spaces or more part one cell from the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from steps.core.text.patterns import compiled

PAGE_MARK = compiled(r"\[page \d+ of \d+\]")
_CELL = compiled(r"\S+(?: \S+)*(?: +:(?: \S+)+(?=\s|$))?")  # `Number      : 4711` is one cell
_SPACED = compiled(r"(?:\S ){4,}\S")  # L I K E  T H I S


@dataclass(frozen=True)
class Cell:
    """`row` counts the rows of the whole document; `start` and `end` are columns, `offset` is where its text begins."""

    text: str
    row: int
    start: int
    end: int
    offset: int

    @property
    def plain(self) -> str:
        """The text as one says it: a word set with wide letters is one word."""
        return self.text.replace(" ", "") if _SPACED.fullmatch(self.text) else self.text

    def overlaps(self, other: Cell, slack: int = 0) -> bool:
        return self.start < other.end + slack and other.start < self.end + slack


@dataclass(frozen=True)
class Sheet:
    """`pages`: the first row of each page. Empty rows are kept, as they part what does not belong together."""

    text: str
    rows: list[list[Cell]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)

    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row)

    def page_end(self, row: int) -> int:
        """The row after the last one of the page on which `row` stands."""
        return next((first for first in self.pages if first > row), len(self.rows))

    def right_of(self, cell: Cell) -> list[Cell]:
        """The cells after it in its row, nearest first."""
        return [other for other in self.rows[cell.row] if other.start >= cell.end]

    def left_of(self, cell: Cell) -> list[Cell]:
        """The cells before it in its row, nearest first."""
        return [other for other in reversed(self.rows[cell.row]) if other.end <= cell.start]

    def below(self, cell: Cell, rows: int) -> Iterator[Cell]:
        """Cells of the next `rows` rows of the page that share a column with it, from top to bottom."""
        for number in range(cell.row + 1, min(cell.row + 1 + rows, self.page_end(cell.row))):
            yield from (other for other in self.rows[number] if other.overlaps(cell))

    def above(self, cell: Cell, rows: int) -> Iterator[Cell]:
        """Cells of the `rows` rows before it on the page that share a column with it, from bottom to top."""
        first = max((start for start in self.pages if start <= cell.row), default=0)
        for number in range(cell.row - 1, max(cell.row - 1 - rows, first - 1), -1):
            yield from (other for other in self.rows[number] if other.overlaps(cell))


def sheet(text: str, hidden: frozenset[int] = frozenset()) -> Sheet:
    """The cells of a document. Rows in `hidden` (what addresses a machine) are read as empty."""
    made = Sheet(text)
    offset = 0
    for number, line in enumerate(text.split("\n")):
        cells = []
        if PAGE_MARK.fullmatch(line.strip()):
            made.pages.append(number)
        elif number not in hidden:
            cells = [
                Cell(
                    " ".join(match.group().split()),
                    number,
                    match.start(),
                    match.end(),
                    offset + match.start(),
                )
                for match in _CELL.finditer(line)
            ]
        made.rows.append(cells)
        offset += len(line) + 1
    return made
