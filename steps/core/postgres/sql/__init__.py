"""Named queries: each `-- name --` block of a .sql file, read once."""

from __future__ import annotations

import re
from importlib import resources
from typing import LiteralString, cast

_BLOCK = re.compile(r"^-- (\w+) --\n(.*?)(?=^-- \w+ --$|\Z)", re.MULTILINE | re.DOTALL)


def load(file: str, package: str = __name__) -> dict[str, LiteralString]:
    """The queries of one file of a package by name. The text is ours, so psycopg may treat it as literal."""
    text = resources.files(package).joinpath(file).read_text(encoding="utf-8")
    return {name: cast(LiteralString, query.strip()) for name, query in _BLOCK.findall(text)}
