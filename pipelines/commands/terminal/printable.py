"""Texts as a terminal may be given them. What it would obey is shown instead: errors are strangers' words."""

from __future__ import annotations

import re

# All that moves a cursor, sets a title, turns a line around or is no character at all; a line's end and a tab stay.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_IN_JSON = re.compile(
    "[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)  # the rest is escaped there already
_BLANK = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
PICTURES, DELETE, NO_CHARACTER = 0x2400, "\u2421", "\ufffd"


def printable(text: str) -> str:
    """The same text with a sign of one column for each character that a terminal would obey."""
    return _OBEYED.sub(_sign, text)


def one_line(text: str) -> str:
    """As `printable`; line ends and tabs are blanks, so that it stays one field of one line."""
    return printable(_BLANK.sub(" ", text)).strip()


def printable_json(text: str, encoding: str = "utf-8") -> str:
    """The same JSON with escapes for what a terminal would obey, and for all that `encoding` may lack."""
    found = text if encoding.lower().replace("-", "") == "utf8" else "".join(map(_ascii, text))
    return _IN_JSON.sub(lambda match: _escape(match[0]), found)


def _sign(match: re.Match[str]) -> str:
    number = ord(match[0])
    return chr(PICTURES + number) if number < 32 else DELETE if number == 127 else NO_CHARACTER


def _ascii(character: str) -> str:
    return character if character.isascii() else _escape(character)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))
