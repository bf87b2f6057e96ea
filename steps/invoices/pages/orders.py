"""Lines of a document that give orders to whoever reads it by machine, in four languages. They are never values."""

from __future__ import annotations

import re

from steps.core.text.injection import ALL_LANGUAGES, is_order

# What prose may say, and no invoice does.
_ON_INVOICES = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|everything|text|document)\b"
    r"|\b(?:report|output|extract|set|change)\b.{0,30}\b(?:total|amount|sum)\b.{0,15}(?:\bas\b|=|\bto\b)\s*[€$£]?\s?\d",
    re.IGNORECASE,
)
_STOPS = ".!?:"


def ordering_rows(text: str) -> frozenset[int]:
    """The numbers of the rows that hold orders, with the rows in which such a sentence goes on."""
    found: set[int] = set()
    rows = text.split("\n")
    for number, row in enumerate(rows):
        line = " ".join(row.split())
        goes_on = number - 1 in found and not _ended(rows[number - 1]) and "  " not in row.strip()
        is_one = is_order(line, ALL_LANGUAGES) or _ON_INVOICES.search(line)
        if line and (is_one or (goes_on and number - 2 not in found)):
            found.add(number)
    return frozenset(found)


def _ended(row: str) -> bool:
    """Whether a full stop or the like stands after the row's last word."""
    for char in reversed(row):
        if char in _STOPS:
            return True
        if char.isalnum() or char == "_":
            return False
    return False
