"""Named queries: each `-- name --` block of a .sql file in this folder, read once."""

from __future__ import annotations

import re
from importlib import resources
from typing import LiteralString, cast

_BLOCK = re.compile(r"^-- (\w+) --\n(.*?)(?=^-- \w+ --$|\Z)", re.MULTILINE | re.DOTALL)


def load(file: str) -> dict[str, LiteralString]:
    """The queries of one file by name. The text is ours, so psycopg may treat it as literal."""
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    return {name: cast(LiteralString, query.strip()) for name, query in _BLOCK.findall(text)}
