"""Lines of a document that give orders to whoever reads it by machine, in four languages. They are never values."""

from __future__ import annotations

import re

from steps.core.text.injection import instructions

_ORDERS = re.compile(
    r"\b(?:ignorier\w*|missacht\w*|vergiss\w*|vergessen sie)\b.{0,40}\b(?:anweisung|instruktion|vorgabe|regel|"
    r"prompt)|\b(?:ignore[zr]?|oubliez|ne tenez pas compte)\b.{0,40}\b(?:instructions?|consignes?|"
    r"r[èe]gles?)\b|\b(?:ignora|olvida|ignore)\b.{0,40}\b(?:instrucciones|indicaciones|reglas|istruzioni)\b|"
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|everything|text|"
    r"document)\b|\b(?:report|output|extract|set|change)\b.{0,30}\b(?:total|amount|sum)\b.{0,15}(?:\bas\b|=|"
    r"\bto\b)\s*[€$£]?\s?\d",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:]\W*$")


def ordering_rows(text: str) -> frozenset[int]:
    """The numbers of the rows that hold orders, with the rows in which such a sentence goes on."""
    found: set[int] = set()
    rows = text.split("\n")
    for number, row in enumerate(rows):
        line = " ".join(row.split())
        goes_on = number - 1 in found and not _ENDED.search(rows[number - 1]) and "  " not in row.strip()
        if line and (_ORDERS.search(line) or instructions(line) or (goes_on and number - 2 not in found)):
            found.add(number)
    return frozenset(found)
