"""What a line says about itself: its merchant category code, a known merchant, and words in name and description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from steps.core.events import ExpenseItem
from steps.core.text.injection import without_instructions
from steps.core.text.patterns import compiled
from steps.expenses import merchant_names
from steps.expenses.models import Method
from steps.expenses.tables.kinds import Kind, kinds
from steps.expenses.tables.reader import rows


@dataclass(frozen=True)
class Vote:
    """One hint at a kind of spending. `merchant`: the clean name, where the hint knows it."""

    kind: Kind
    method: Method
    confidence: float
    why: str
    merchant: str | None = None


@dataclass(frozen=True)
class Hints:
    """All hints of a line, None where there is none."""

    alias: Vote | None
    mcc: Vote | None
    name: Vote | None
    description: Vote | None


@dataclass(frozen=True)
class _Alias:
    """`merchant`: how the name is written; empty in a row of many merchants, which are named as they stand."""

    pattern: re.Pattern[str]
    merchant: str
    kind: Kind


@dataclass(frozen=True)
class _Keyword:
    pattern: re.Pattern[str]
    kind: Kind
    where: str
    confidence: float


def hints(line: ExpenseItem) -> Hints:
    """Everything the tables know about a line. Orders to a machine in a description are no hint."""
    return Hints(
        alias=_alias(merchant_names.key(line.merchant)),
        mcc=_mcc(line.mcc),
        name=_word(merchant_names.key(line.merchant).lower(), "merchant"),
        description=_word(without_instructions(line.description or "").lower(), "description"),
    )


@lru_cache(maxsize=4096)
def _alias(key: str) -> Vote | None:
    """The known merchant whose name the key starts with; the longest of several."""
    matches = [(match, alias) for alias in _aliases() if (match := alias.pattern.match(key))]
    if not matches:
        return None
    match, found = max(matches, key=lambda pair: pair[0].end())
    merchant = found.merchant or merchant_names.shown(match.group()) or key
    return Vote(
        found.kind, "merchant_alias", found.kind.confidence, f"{merchant}: {found.kind.what}", merchant
    )


def _bounded(source: str, flags: int = 0) -> re.Pattern[str]:
    """A table's expression, compiled; what repeats in it has an end, whatever a line says."""
    for endless, ended in ((".*", ".{0,99}"), ("[a-z ]+", "[a-z ]{1,60}"), (r"\d+", r"\d{1,9}")):
        source = source.replace(endless, ended)
    return compiled(source, flags)


@lru_cache(maxsize=1)
def _aliases() -> tuple[_Alias, ...]:
    known = kinds()
    return tuple(
        _Alias(
            _bounded(rf"(?:THE )?(?:{row['alias']})(?![A-Z]{{2}})", re.IGNORECASE),
            row["merchant"],
            known[row["kind"]],
        )
        for row in rows("merchants.csv")
    )


@lru_cache(maxsize=1024)
def _mcc(code: str | None) -> Vote | None:
    if code is None:
        return None
    for first, last, kind, confidence in _ranges():
        if first <= code <= last:
            what = _descriptions().get(code, kind.what)
            return Vote(
                kind,
                "mcc",
                confidence,
                f"merchant category {code} ({what.title() if what.isupper() else what})",
            )
    return None


@lru_cache(maxsize=1)
def _ranges() -> tuple[tuple[str, str, Kind, float], ...]:
    known = kinds()
    return tuple(
        (row["first"], row["last"], known[row["kind"]], float(row["confidence"]))
        for row in rows("mcc_kinds.csv")
    )


@lru_cache(maxsize=1)
def _descriptions() -> dict[str, str]:
    return {row["mcc"]: row["description"] for row in rows("mcc_codes.csv")}


@lru_cache(maxsize=8192)
def _word(text: str, where: str) -> Vote | None:
    """The first row of tables/keywords.csv with a word in the text; its rows run from telling to general."""
    if not text:
        return None
    for keyword in _keywords():
        if keyword.where in ("any", where) and (match := keyword.pattern.search(text)):
            said = " ".join(match.group().split())
            return Vote(keyword.kind, "keyword", keyword.confidence, f"“{said}” in the {_PLACES[where]}")
    return None


_PLACES = {"merchant": "merchant's name", "description": "description"}


@lru_cache(maxsize=1)
def _keywords() -> tuple[_Keyword, ...]:
    known = kinds()
    return tuple(
        _Keyword(_bounded(row["pattern"]), known[row["kind"]], row["where"], float(row["confidence"]))
        for row in rows("keywords.csv")
    )
