"""Names as card statements write them: what stands before, behind and between the name is taken away."""

from __future__ import annotations

import re

from steps.core.text.spans import word_list

_PROCESSOR = re.compile(
    r"^(?:SQ|TST|SP|IN|PY|PP|BT|CKE|WPY|ZSK|IZ|SUMUP|PAYPAL|CLOVER|TOAST|FSP|2CO|EB)\s?\*\s?(?!.*\bFEES?\b)",
    re.IGNORECASE,
)
_BOOKING = re.compile(
    r"^(?:POS|DEBIT|CREDIT|CARD|CHECKCARD|PURCHASE|RECURRING|ACH|VISA|MASTERCARD|KARTENZAHLUNG|LASTSCHRIFT|PENDING)\b[\s:-]*"
    r"(?:PURCHASE|DEBIT|PAYMENT|AUTHORIZED ON)?\s*(?:\d{2}/\d{2}\s)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:#\s?\w+|-\d{4,}\w*|\d[\d\-/*x]*|[A-Z]?\d[A-Z0-9]{3,}"
    r"|\+?\d[\d().\s-]{7,30}|WWW\.\S+|HTTPS?\S+|\S+\.(?:COM|NET|ORG|IO|CO)\S*)\s?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"[*#]\s?(?=[A-Z0-9]*\d)[A-Z0-9]{4,}\b|(?<!\*)\*++\s?$", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W\d_]")
_VOWEL = re.compile(r"[AEIOUYÄÖÜ]")
_ABBREVIATIONS = word_list("""USA LLC AWS UPS IRS ATM CPA HVAC IBM IKEA BMO AMC ADP AT&T IHG PG&E US""")
_SMALL = {"Of", "And", "The", "De", "La", "Und", "Von"}


def key(raw: str) -> str:
    """The name in capitals without payment processors, for looking up; what follows the name stays."""
    name = _SPACES.sub(" ", raw.replace("’", "'")).strip()
    while True:
        shorter = _BOOKING.sub("", _PROCESSOR.sub("", name), count=1).strip()
        if shorter == name or not _LETTER.search(shorter):
            return name.upper()
        name = shorter


def same(raw: str) -> str:
    """What two lines of one merchant have in common: the name without numbers and references."""
    name = _SPACES.sub(" ", _REFERENCE.sub(" ", key(raw))).strip()
    while (shorter := _TAIL.sub("", name)) != name and _LETTER.search(shorter):
        name = shorter
    return _SPACES.sub(" ", name).strip()


def shown(raw: str) -> str | None:
    """The name for people; None where no letter is left of it."""
    name = _SPACES.sub(" ", same(raw).replace("*", " ")).strip()
    if not _LETTER.search(name):
        return None
    words = [_written(word) for word in name.split(" ")]
    said = " ".join(word.lower() if at and word in _SMALL else word for at, word in enumerate(words))
    return said.strip("#-. ")


def _written(word: str) -> str:
    """Capitals as in a name; what looks like an abbreviation stays in capitals."""
    if not word.isupper() or word in _ABBREVIATIONS or not _VOWEL.search(word) or len(word) == 1:
        return word
    return re.sub(r"[^\W\d_]+(?:'S\b)?", lambda part: part.group().capitalize(), word)
