"""Connections to PostgreSQL are opened in one place, so what holds for all of them is said once.

The pool is beside the control plane's code, since the step image has no psycopg_pool; it takes the same parameters.
"""

from __future__ import annotations

import ast
from pathlib import Path

OWNERS = ("steps/core/postgres/connect.py", "pipelines/core/connections/connection_pool.py")
OPENERS = (
    "psycopg.connect",
    "Connection.connect",
    "AsyncConnection.connect",
    "ConnectionPool",
    "AsyncConnectionPool",
)


def opened(path: Path) -> list[int]:
    """The lines of a file that open a connection or a pool with psycopg itself, or import what does."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Call):
            names = [ast.unparse(node.func)]
        elif isinstance(node, ast.ImportFrom) and node.module in ("psycopg", "psycopg_pool"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        if any(f".{name}".endswith(f".{opener}") for name in names for opener in OPENERS):
            assert isinstance(node, ast.Call | ast.ImportFrom)
            lines.append(node.lineno)
    return lines


def test_one_module_opens_connections(root: Path) -> None:
    found = {
        path.relative_to(root).as_posix(): lines
        for top in ("pipelines", "steps")
        for path in (root / top).rglob("*.py")
        if (lines := opened(path))
    }
    assert all(found.pop(owner) for owner in OWNERS)
    assert not [f"{path}:{line}" for path, lines in found.items() for line in lines]
