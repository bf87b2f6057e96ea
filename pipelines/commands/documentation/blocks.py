"""Markdown tables, and blocks between two markers in a file that is otherwise written by hand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from steps.core.text import markdown

WRITTEN = "<!-- Written by `make docs`; do not edit. -->"


class MarkerMissing(Exception):
    """A block's two markers are not in the file."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The reports' table; bars and line breaks inside cells are escaped."""
    return markdown.table(heads, ([_cell(cell) for cell in row] for row in rows))


def code(text: object) -> str:
    """Inline code; empty for an empty text."""
    return markdown.code(f"{text}") if f"{text}" else ""


def with_blocks(text: str, blocks: Mapping[str, str]) -> str:
    """`text` with the lines between `<!-- NAME: … -->` and `<!-- end of NAME -->` replaced. Errors: MarkerMissing."""
    for name, block in blocks.items():
        begin, end = f"<!-- {name}: written by `make docs` -->", f"<!-- end of {name} -->"
        pattern = re.compile(f"{re.escape(begin)}\n.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            raise MarkerMissing(f"there is no block `{begin}` … `{end}`")
        text = pattern.sub(lambda _, new=f"{begin}\n{block}\n{end}": new, text)  # type: ignore[misc]  # bound per block
    return text


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
