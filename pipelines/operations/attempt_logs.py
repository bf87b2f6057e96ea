"""The logs that Postgres keeps of attempts, as objects. Pure."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json


def log_lines(text: str) -> list[dict[str, Any]]:
    """The JSON lines of a log; what is none comes as text."""
    lines = []
    for line in text.splitlines():
        try:
            read = from_json(line)
        except ValueError:
            read = None
        lines.append(read if isinstance(read, dict) else {"event": "text", "text": line})
    return lines
