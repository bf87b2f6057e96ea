"""Personal data in what customers wrote: found, named by kind, and blotted out before anybody else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, get_args

from steps.core.text.account_numbers import in_uuid, is_card, is_iban
from steps.core.text.spans import DisjointSpans, covered
from steps.feedback.models import Pii

BLOT = "•"  # one for each character, so that offsets stay as they are

_HINT = re.compile(r"[\d@]")
_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE)
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_PHONE = re.compile(
    r"""(?x) (?<![\w.+]) (?<!\d[ ]) (?:
      \+\d{1,3}(?:[ ./-]?\(?\d{1,5}\)?){2,6}              # +49 (0)30 1234567
    | \(\d{3}\)[ ]?\d{3}[ .-]?\d{4}                        # (512) 555-0134
    | \d{3}[-.]\d{3}[-.]\d{4}                              # 512-555-0134
    | 0\d{2,5}[ /-]\d{3,9}(?:[ -]?\d{2,6})?                # 030 1234567
    | (?:(?<=\bcall[ ]me[ ]at[ ])|(?<=\bphone[ ])|(?<=\bphone:[ ])|(?<=\btel[ ])|(?<=\btel\.[ ])|(?<=\bmobile[ ])
        |(?<=\bmy[ ]number[ ]is[ ])|(?<=\bcall[ ]me[ ]on[ ]))\d[\d -]{5,14}\d
    ) (?![\w-])"""
)
_UNITS = (
    r"(?!(?:days?|miles?|weeks?|months?|hours?|minutes?|years?|times?|stars?|people|more|of|on|the|and)\b)"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq"
    r"|Terrace|Highway"
    r"|Hwy|Parkway|Pkwy|Crescent|Close)"
)
_CITY = r"(?:,? (?:Apt|Suite|Unit|Flat)\.? ?\w+)?(?:,? [A-Z][\w .]{2,25},? [A-Z]{2} \d{5})?"
_ADDRESS = re.compile(
    rf"(?<![\w#])\d{{1,5}}[a-z]? (?:[NSEW]\.? )?(?:(?i:{_UNITS})[A-Z][\w'.]+ ){{1,3}}{_STREET}\b\.?{_CITY}"
    rf"|(?<![\w#])\d{{1,5}} (?:{_UNITS}[a-z]+ ){{1,2}}(?:street|avenue|road|boulevard|lane)\b"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|allee|weg"
    r"|platz) \d{1,4}[a-z]?\b(?:,? \d{5} [A-ZÄÖÜ][\wäöüß]+)?"
    r"|\b(?:rue|avenue|boulevard|via|calle"
    r"|plaza) (?:d[eiu] (?:la )?)?[A-Z][\w'-]{2,30}(?: [A-Z][\w'-]+)?,? \d{1,4}\b"
    r"|\bP\.? ?O\.? Box \d+"
)


class PiiSpan(NamedTuple):
    """Characters `start` to `end` of a text, and what kind of personal data they are."""

    kind: Pii
    start: int
    end: int


def find(text: str) -> list[PiiSpan]:
    """All of it in the order of the text; what may be two kinds is the first that fits."""
    if not _HINT.search(text):
        return []
    places = DisjointSpans()
    found = [place for place in _candidates(text) if places.take(place.start, place.end)]
    return sorted(found, key=lambda place: place.start)


def kinds(found: list[PiiSpan]) -> list[Pii]:
    """Each kind once, in a fixed order."""
    present = {place.kind for place in found}
    return [kind for kind in get_args(Pii) if kind in present]


def blotted(text: str, found: list[PiiSpan]) -> str:
    """The text with every character of personal data as a blot; all other characters keep their place."""
    return covered(text, ((place.start, place.end) for place in found), BLOT)


def _candidates(text: str) -> Iterator[PiiSpan]:
    for match in _EMAIL.finditer(text):
        yield PiiSpan("email", *match.span())
    for match in _IBAN.finditer(text):
        if end := _iban_end(text, match):
            yield PiiSpan("iban", match.start(), end)
    for match in _CARD.finditer(text):
        if is_card("".join(filter(str.isdigit, match.group()))) and not in_uuid(text, match.start()):
            yield PiiSpan("card", *match.span())
    for match in _PHONE.finditer(text):
        if 7 <= sum(map(str.isdigit, match.group())) <= 15 and not in_uuid(text, match.start()):
            yield PiiSpan("phone", *match.span())
    for match in _ADDRESS.finditer(text):
        yield PiiSpan("address", *match.span())


def _iban_end(text: str, match: re.Match[str]) -> int | None:
    """An IBAN may be followed by words in capitals; its check digits say where it ends."""
    for end in range(match.end(), match.start() + 14, -1):
        if is_iban("".join(text[match.start() : end].split())) and not text[end : end + 1].isalnum():
            return end
    return None
