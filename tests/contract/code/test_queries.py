"""Every named query says in a line what it is for."""

from __future__ import annotations

import re
from pathlib import Path

HEAD = re.compile(r"^-- (\w+) --\n(.*)$", re.MULTILINE)


def test_every_named_query_is_described(root: Path) -> None:
    files = [path for top in ("pipelines", "steps") for path in (root / top).rglob("*.sql")]
    named = [
        (f"{path.relative_to(root)}: {name}", line)
        for path in files
        for name, line in HEAD.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(named) > 100
    assert not [name for name, line in named if not re.fullmatch(r"-- \S.+", line)]
