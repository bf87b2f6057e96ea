"""A log line has the event's name as its message, and its facts in fields that can be searched."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def log_calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if name.strip("_") == "log":
                yield node


def test_a_message_is_an_events_name(root: Path) -> None:
    wrong, seen = [], 0
    for top in ("pipelines", "steps"):
        for path in (root / top).rglob("*.py"):
            for call in log_calls(path):
                seen += 1
                assert isinstance(call.func, ast.Attribute)
                texts = call.args[1:] if call.func.attr == "log" else call.args
                [message] = texts if len(texts) == 1 else [None]
                named = isinstance(message, ast.Name) or (
                    isinstance(message, ast.Constant) and re.fullmatch(r"[a-z][a-z_]*", str(message.value))
                )
                if not named:
                    wrong.append(f"{path.relative_to(root)}:{call.lineno}")
    assert seen > 20
    assert not wrong
