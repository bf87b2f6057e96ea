"""Rows for people and for pipes: aligned columns that fit a terminal, or whole values with tabs between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from pipelines.commands.terminal.printable import one_line

GAP, LEAST, SHORT, LEAST_TEXT, INDENT = 2, 8, 11, 30, 4  # columns of the screen
EMPTY = "-"  # in a pipe, so that fields can be counted there


@dataclass(frozen=True)
class Column:
    """`keep`: never shortened, as an id. `text`: sentences, which go on in the next line. Else what is too long ends
    in an ellipsis."""

    name: str
    right: bool = False
    keep: bool = False
    text: bool = False
    below: bool = False  # a text that always stands below its row


@dataclass(frozen=True)
class Cell:
    """A value that is short in a terminal and whole elsewhere."""

    shown: str | Text
    whole: str


Value = str | Text | Cell


class Listing:
    """A table. In a pipe: a line per row, values as they are, tabs between them, and no headings."""

    def __init__(self, *columns: str | Column, headings: bool = True) -> None:
        self.columns = [Column(each) if isinstance(each, str) else each for each in columns]
        self._rows: list[tuple[Value, ...]] = []
        self._headings = headings

    def add(self, *cells: Value) -> None:
        self._rows.append(cells)

    def __len__(self) -> int:
        return len(self._rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if console.is_terminal and self._rows:
            yield from self._aligned(console, options.max_width)
            return
        for row in self._rows:
            yield Segment("\t".join(one_line(_whole(cell)) or EMPTY for cell in row))
            yield Segment.line()

    def _aligned(self, console: Console, room: int) -> Iterator[Text]:
        rows = [
            [_shown(cell, column) for cell, column in zip(row, self.columns, strict=True)]
            for row in self._rows
        ]
        heads = [Text(column.name, style="bold") for column in self.columns]
        every = [heads, *rows] if self._headings else rows
        natural = [
            max((row[place].cell_len for row in every), default=0) for place in range(len(self.columns))
        ]
        for place, column in enumerate(self.columns):
            if column.text and not any(row[place] for row in rows):
                natural[place] = 0  # nobody needs its heading
        widths = fitted(self.columns, natural, room)
        for row in every:
            yield from _lines(console, row, self.columns, widths, room)


class TerminalOr:
    """One thing in a terminal, and a listing elsewhere."""

    def __init__(self, shown: RenderableType, listing: Listing) -> None:
        self._shown, self._listing = shown, listing

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._shown if console.is_terminal else self._listing


def fitted(columns: Sequence[Column], natural: Sequence[int], room: int) -> list[int]:
    """How wide each column is; 0: it is left out, or its text stands below its row. The widest gives way first, what is
    short stays whole, and the last goes where that is not enough."""
    widths = list(natural)
    spare = room - sum(width + GAP for width, column in zip(widths, columns, strict=True) if not column.text)
    for place, column in enumerate(columns):
        if column.text:
            fits = not column.below and spare >= min(LEAST_TEXT, widths[place])
            widths[place] = min(widths[place], spare) if fits else 0
    while _taken(least := [_least(*each) for each in zip(columns, widths, strict=True)]) > room:
        left = [place for place, column in enumerate(columns) if not column.keep and widths[place]]
        if not left:
            return widths
        widths[left[-1]] = 0
    widths = [max(low, min(width, room)) for low, width in zip(least, widths, strict=True)]
    while _taken(widths) > room:
        widest = max(range(len(widths)), key=lambda place: widths[place] - least[place])
        widths[widest] -= 1
    return widths


def _least(column: Column, width: int) -> int:
    return width if column.keep or column.right or column.text or width <= SHORT else LEAST


def _taken(widths: Sequence[int]) -> int:
    return sum(width + GAP for width in widths if width) - GAP


def _lines(
    console: Console, row: Sequence[Text], columns: Sequence[Column], widths: Sequence[int], room: int
) -> Iterator[Text]:
    line, more, below = Text(), list[Text](), list[Text]()
    for cell, column, width in zip(row, columns, widths, strict=True):
        if not width:
            if column.text and cell.plain not in ("", column.name):
                below += cell.wrap(console, max(room - INDENT, LEAST))
            continue
        start = line.cell_len + (GAP if line else 0)
        line.append(" " * (start - line.cell_len))
        if column.text:
            first, *rest = cell.wrap(console, width) or [Text()]
            line.append_text(first)
            more += [Text(" " * start).append_text(each) for each in rest]
        else:
            line.append_text(_fitting(cell, width, column))
    for each in (line, *more, *(Text(" " * INDENT).append_text(text) for text in below)):
        each.rstrip()
        each.no_wrap, each.overflow = True, "ignore"
        yield each


def _fitting(cell: Text, width: int, column: Column) -> Text:
    """The cell in exactly so many columns of the screen."""
    fit = cell.copy()
    if not column.keep:
        fit.truncate(width, overflow="ellipsis")
    missing = " " * max(0, width - fit.cell_len)
    return Text(missing).append_text(fit) if column.right else fit.append(missing)


def _shown(cell: Value, column: Column) -> Text:
    shown = cell.shown if isinstance(cell, Cell) else cell
    if column.text:
        return shown.copy() if isinstance(shown, Text) else Text(shown)
    if isinstance(shown, Text):
        return Text(one_line(shown.plain), style=shown.style)
    return Text(one_line(shown))


def _whole(cell: Value) -> str:
    return cell.whole if isinstance(cell, Cell) else cell.plain if isinstance(cell, Text) else cell
