"""The characters of a page set out as text: lines from top to bottom, columns kept apart by runs of spaces.

Rules and models read columns by position, so each piece of text starts about where it stands on the page. Pieces
of a line that belong together are joined by one space; two or more spaces are a gap between columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

# Parts of a character's height: pieces closer than WORD are one word, closer than GAP one piece of text.
WORD = 0.16
GAP = 0.75
SAME_LINE = 0.4  # baselines that differ by less stand on one line
NEW_BLOCK = 1.9  # baselines that differ by more have an empty line between them
TIGHT = (
    0.8  # columns of text are so much narrower than the median letter, so that pieces seldom push each other
)


class Glyph(NamedTuple):
    """One character: its left and right edge and its baseline in points from the page's top left, and its height."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


class Piece(NamedTuple):
    """Text without a wide gap in it."""

    text: str
    left: float
    right: float


def page_text(glyphs: Sequence[Glyph]) -> str:
    """The whole page; empty for a page without text."""
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not printed:
        return ""
    unit = TIGHT * median(glyph.right - glyph.left for glyph in printed) or 1.0
    height = median(glyph.height for glyph in printed)
    margin = min(glyph.left for glyph in printed)
    rows: list[str] = []
    above: float | None = None
    for baseline, line in _lines(glyphs):
        pieces = _pieces(line)
        if not pieces:
            continue
        if above is not None and baseline - above > NEW_BLOCK * height:
            rows.append("")
        rows.append(_row(pieces, margin, unit))
        above = baseline
    return "\n".join(rows)


def _lines(glyphs: Sequence[Glyph]) -> Iterator[tuple[float, list[Glyph]]]:
    """Glyphs that share a baseline, from top to bottom, each line from left to right."""
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.baseline, glyph.left)):
        if line and glyph.baseline - line[0].baseline > SAME_LINE * min(glyph.height, line[0].height):
            yield line[0].baseline, sorted(line, key=lambda glyph: glyph.left)
            line = []
        line.append(glyph)
    if line:
        yield line[0].baseline, sorted(line, key=lambda glyph: glyph.left)


def _pieces(line: Sequence[Glyph]) -> list[Piece]:
    """The line cut at its wide gaps. A glyph printed twice to look bold counts once."""
    pieces: list[Piece] = []
    letters: list[str] = []
    left = right = 0.0
    last: Glyph | None = None
    spaced = False
    for glyph in line:
        if glyph.text.isspace():
            spaced = True
            continue
        if last and glyph.text == last.text and abs(glyph.left - last.left) < 0.3 * (last.right - last.left):
            continue
        gap = glyph.left - last.right if last else 0.0
        size = min(glyph.height, last.height) if last else glyph.height
        if not letters or gap > GAP * size:
            if letters:
                pieces.append(Piece("".join(letters), left, right))
            letters, left, right = [glyph.text], glyph.left, glyph.right
        else:
            letters += [" ", glyph.text] if spaced or gap > WORD * size else [glyph.text]
            right = max(glyph.right, right)
        last, spaced = glyph, False
    return [*pieces, Piece("".join(letters), left, right)] if letters else pieces


def _row(pieces: Sequence[Piece], margin: float, unit: float) -> str:
    row: list[str] = []
    length = 0
    for piece in pieces:
        column = round((piece.left - margin) / unit)
        row += [" " * max(column - length, 2 if row else 0), piece.text]
        length += len(row[-2]) + len(row[-1])
    return "".join(row)
