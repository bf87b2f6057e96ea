"""Markdown for the reports: escaped text, sections, lists and tables. What is empty leaves nothing behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def escape(text: str) -> str:
    """Foreign text in one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Foreign text in one line, set as code."""
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"


def document(parts: Iterable[str]) -> str:
    """The parts that are not empty, with an empty line between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


def section(title: str, body: str) -> str:
    """The body under its title; nothing where the body is empty."""
    return f"## {title}\n\n{body}" if body else ""


def bullets(lines: Iterable[str]) -> str:
    """A list; the lines are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def note(*sentences: str | None) -> str:
    """A quoted block of foreign text, a line for each sentence."""
    return "\n".join(f"> {escape(sentence)}" for sentence in sentences if sentence)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows of cells that are Markdown already. A head that ends in a colon is that of a column of numbers."""
    lines = [_row(cells) for cells in rows]
    if not lines:
        return ""
    marks = "|".join("---:" if head.endswith(":") else "---" for head in heads)
    return "\n".join([_row([head.removesuffix(":") for head in heads]), f"|{marks}|", *lines])


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
