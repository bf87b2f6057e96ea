"""Finds the evidence in a result, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def evidence_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every piece of evidence anywhere in a dumped model."""
    if isinstance(value, dict):
        if {"quote", "start", "end"} <= value.keys():
            yield value
        else:
            for entry in value.values():
                yield from evidence_of(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from evidence_of(entry)
