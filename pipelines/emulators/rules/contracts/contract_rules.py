"""The rules engine: reads a window of an English contract without a model. What rules judge badly, it says."""

from __future__ import annotations

from typing import get_args

from pipelines.emulators.rules.contracts import contract_risks
from pipelines.emulators.rules.contracts import obligations as obligation_rules
from pipelines.emulators.rules.contracts.contract_parties import parties
from pipelines.emulators.rules.contracts.contract_term import Term, term
from pipelines.emulators.rules.contracts.contract_title import contract_type, title
from pipelines.emulators.rules.contracts.governing_law import governing_law, places_of
from pipelines.emulators.rules.contracts.party_descriptions import PartyFound
from pipelines.emulators.rules.contracts.patterns import pattern_table
from pipelines.emulators.rules.contracts.renewal import notice, renewal
from pipelines.emulators.rules.contracts.signing import StatedDate, signing
from steps.contracts import wire
from steps.contracts.categories import CATEGORIES, Category
from steps.contracts.models import Doubtful
from steps.contracts.text.amounts import sums
from steps.contracts.text.durations import Duration
from steps.contracts.text.units import Unit, units
from steps.core.text.grounding import STATEMENT
from steps.core.text.injection import is_order
from steps.core.text.language import language_of
from steps.core.text.patterns import compiled

_QUOTES = 4  # of one clause and window
_DUTIES = 12
_RISKS = 20
_AMOUNTS = 20
_AMOUNTS_TOGETHER = 4  # of one sentence, which each of them quotes
_OTHER_LANGUAGE = "the contract is in another language than English, which the rules do not read"
_MARK = compiled(r"[,;:.(]\s|\)\s")


def answer(document: str) -> wire.ContractWire:
    """Read a window of a contract. The same text gives the same answer."""
    if language_of(document) not in ("en", None):
        return _nothing()
    sentences = [unit for unit in units(document) if len(unit.text) >= STATEMENT and not is_order(unit.text)]
    by_category = _by_category(sentences)
    name = title(document)
    dates = signing(document, sentences)
    made_by = parties(document)
    runs = term(sentences)
    law = governing_law(by_category["Governing Law"])
    return wire.ContractWire(
        document_name=" ".join(name.span.of(document).split()) if name else None,
        contract_type=contract_type(name.span.of(document)) if name else None,
        parties=_parties(document, made_by.parties),
        agreement_date=_date(document, dates.made),
        effective_date=_date(document, dates.effective),
        last_signature=_date(document, dates.signed),
        term=_term(document, runs),
        renewal=_renewal(document, by_category),
        governing_law=wire.WireLaw(place=law.place, quote=_quote(document, law.unit)) if law else None,
        clauses=[
            _clause(document, category, by_category[category])
            for category in pattern_table.PATTERNS
            if by_category[category]
        ],
        not_judged=sorted(_not_judged(sentences, by_category), key=CATEGORIES.index),
        risks=_risks(document, sentences, by_category),
        obligations=_obligations(document, sentences),
        amounts=_amounts(document, sentences),
        doubts=[
            wire.WireDoubt(field=field, reason=reason)
            for field, reason in (
                ("document_name", name and name.doubt),
                ("parties", made_by.doubt),
                *dates.doubts,
                ("expiration_date", runs and runs.doubt),
                ("governing_law", law and law.doubt),
            )
            if reason
        ],
    )


def _not_judged(sentences: list[Unit], by_category: dict[Category, list[Unit]]) -> set[Category]:
    """What cannot be called absent: weak categories, and a governing law where a sentence names some place's law."""
    named = any("law" in unit.text.lower() and places_of(unit.text) for unit in sentences)
    unclear: set[Category] = {"Governing Law"} if named and not by_category["Governing Law"] else set()
    return {*pattern_table.WEAK, *unclear}


def _nothing() -> wire.ContractWire:
    """The honest answer about a contract in another language."""
    return wire.ContractWire(
        document_name=None, contract_type=None, parties=[], agreement_date=None, effective_date=None,
        last_signature=None, term=None, renewal=None, governing_law=None, clauses=[], not_judged=list(CATEGORIES),
        risks=[], obligations=[], amounts=[],
        doubts=[wire.WireDoubt(field=field, reason=_OTHER_LANGUAGE) for field in get_args(Doubtful)],
    )  # fmt: skip


def _by_category(sentences: list[Unit]) -> dict[Category, list[Unit]]:
    """The sentences of each category, those that most patterns match first."""
    matching: dict[Category, list[Unit]] = {}
    for category in pattern_table.PATTERNS:
        scored = [
            (strength, unit)
            for unit in sentences
            if (strength := pattern_table.strength(category, unit.text))
        ]
        matching[category] = [unit for _, unit in sorted(scored, key=lambda pair: (-pair[0], pair[1].start))]
    return matching


def _quote(document: str, unit: Unit | StatedDate) -> str:
    return document[unit.start : unit.end]


def _parties(document: str, found: list[PartyFound]) -> list[wire.WireParty]:
    return [
        wire.WireParty(name=party.name.of(document), role=party.role, defined_as=party.defined_as)
        for party in found[:12]
    ]


def _date(document: str, stated: StatedDate | None) -> wire.WireDate | None:
    if stated is None:
        return None
    day = stated.day.isoformat() if stated.day else None
    return wire.WireDate(date=day, same_as=stated.same_as, quote=_quote(document, stated))


def _length(length: Duration | None) -> wire.WireLength | None:
    return wire.WireLength(count=length.count, unit=length.unit) if length and length.count <= 2000 else None


def _term(document: str, stated: Term | None) -> wire.WireTerm | None:
    if stated is None:
        return None
    return wire.WireTerm(
        ends_on=stated.ends.isoformat() if stated.ends else None,
        lasts=_length(stated.lasts),
        starts_with=stated.start,
        starts_on=stated.starts_on.isoformat() if stated.starts_on else None,
        perpetual=stated.perpetual,
        confidence=stated.confidence,
        quote=_quote(document, stated.unit),
    )


def _renewal(document: str, by_category: dict[Category, list[Unit]]) -> wire.WireRenewal | None:
    """Renewal by itself before renewal by agreement, with a length before without; the notice may stand elsewhere."""
    candidates = [renewal(unit) for unit in by_category["Renewal Term"]]
    if not candidates:
        return None
    best = max(
        candidates, key=lambda clause: (clause.automatic, clause.length is not None, -clause.unit.start)
    )
    notices = [
        length for unit in by_category["Notice Period to Terminate Renewal"] if (length := notice(unit))
    ]
    return wire.WireRenewal(
        length=_length(best.length),
        successive=best.successive,
        automatic=best.automatic,
        notice=_length(notice(best.unit) or next(iter(notices), None)),
        quote=_quote(document, best.unit),
    )


def _clause(document: str, category: Category, sentences: list[Unit]) -> wire.WireClause:
    return wire.WireClause(
        category=category,
        summary=None,
        confidence=pattern_table.confidence(category),
        quotes=[_quote(document, unit) for unit in sorted(sentences[:_QUOTES], key=lambda unit: unit.start)],
    )


def _risks(
    document: str, sentences: list[Unit], by_category: dict[Category, list[Unit]]
) -> list[wire.WireRisk]:
    return [
        wire.WireRisk(
            category=risk.entry.category,
            severity=risk.severity,
            burdens=risk.burdens,
            favours=risk.favours,
            why=risk.entry.why,
            recommendation=risk.entry.recommendation,
            suggested_wording=risk.entry.wording,
            quotes=[_quote(document, risk.unit)],
        )
        for risk in contract_risks.risks(sentences, by_category)[:_RISKS]
    ]


def _obligations(document: str, sentences: list[Unit]) -> list[wire.WireObligation]:
    return [
        wire.WireObligation(
            party=duty.party,
            duty=duty.duty,
            deadline=duty.deadline.isoformat() if duty.deadline else None,
            recurrence=duty.recurrence,
            trigger=duty.trigger,
            quote=_quote(document, duty.unit),
        )
        for duty in obligation_rules.duties(sentences, _DUTIES)
    ]


def _amounts(document: str, sentences: list[Unit]) -> list[wire.WireAmount]:
    amounts = [
        wire.WireAmount(
            amount=f"{printed.amount.normalize():f}",
            currency=printed.currency,
            what=_around(unit.text, printed.start, printed.end),
            quote=_quote(document, unit),
        )
        for unit in sentences
        for printed in sums(unit.text)[:_AMOUNTS_TOGETHER]
        if printed.amount < 10**15
    ]
    return amounts[:_AMOUNTS]


def _around(text: str, start: int, end: int) -> str:
    """The words around a sum, from the mark before it to the one after it."""
    left = max((match.end() for match in _MARK.finditer(text, 0, max(0, start - 50))), default=0)
    right = next((match.start() for match in _MARK.finditer(text, min(len(text), end + 30))), len(text))
    if right - left > 260:
        left, right = max(0, start - 120), min(len(text), end + 100)
        left, right = (
            text.find(" ", left) + 1 if left else 0,
            text.rfind(" ", end, right) if right < len(text) else right,
        )
    return text[left:right].strip(" ,;:().")
