"""CUAD's answers in a form that can be compared: names, dates and places as the labellers meant them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from rapidfuzz import fuzz

SAME_NAME = 90.0  # per cent of likeness from which two company names are one; CUAD's have slips of the pen


def plain(text: str) -> str:
    """Without case, punctuation and double spaces."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def gold_parties(answer: str) -> list[str]:
    """`A, Inc. ("A"); B ("B")` gives A, Inc. and B; parts that only define `Parties` are left out."""
    names = []
    for part in answer.split(";"):
        name = re.split(r"\s*\(", part.strip(), maxsplit=1)[0].strip()
        only_defines = re.search(r"part(?:y|ies)[\"”']?\s*\)", part, re.IGNORECASE) and " and " in name
        if name and not only_defines and "referred to as" not in name:
            names.append(name)
    return names


def same_name(one: str, other: str) -> bool:
    """Equal but for slips of the pen, or one is the other with an addition at its end (`Trust`, `Trust 2020-A`)."""
    a, b = sorted((plain(one), plain(other)), key=len)
    return fuzz.ratio(a, b) >= SAME_NAME or (len(a.split()) > 1 and b.startswith(f"{a} "))


def gold_date(answer: str) -> date | str | None:
    """m/d/yy as a date, `perpetual` as it is; a date with blanks, or none, is None."""
    match = re.fullmatch(r"\s*(\d{1,2})/(\d{1,2})/(\d{2,4})\s*", answer)
    if match is None:
        return "perpetual" if answer.strip().lower() == "perpetual" else None
    month, day, year = map(int, match.groups())
    if year < 100:
        year += 1900 if year >= 50 else 2000
    return date(year, month, day)
