"""From the readings of all windows to one: by code, so that overlaps and repeats count once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from steps.contracts.assembly.readings import ClauseFound, LawSaid, Reading, RiskFound, TermSaid
from steps.contracts.categories import Category
from steps.contracts.models import Doubtful, MonetaryTerm, Obligation, Party
from steps.core.models import Evidence
from steps.core.text.grounding import Grounding

T = TypeVar("T")

MOST_EVIDENCE = 6  # passages shown for one clause
MOST_OBLIGATIONS = 40
MOST_AMOUNTS = 40


def reduced(readings: Sequence[Reading]) -> Reading:
    """One reading of the whole contract. What the contract says of itself is taken from its earliest window."""
    parties = _parties(readings)
    opening = next((number for number, reading in enumerate(readings) if reading.parties), 0)
    laws = [reading.law for reading in readings if reading.law]
    law = next((law for law in laws if law.place), laws[0] if laws else None)
    term = max(
        (reading.term for reading in readings if reading.term),
        key=lambda term: (_tells(term.ends_on, term.lasts, term.perpetual), term.confidence),
        default=None,
    )
    return Reading(
        grounding=_counts(readings),
        name=_first(reading.name for reading in readings[: opening + 1]),
        contract_type=_first(
            reading.contract_type for reading in readings if reading.contract_type != "other"
        ),
        parties=parties,
        # Forms and schedules in later windows have openings of their own.
        made=_first(reading.made for reading in readings[: opening + 1]),
        effective=_first(reading.effective for reading in readings),
        signed=_first(reading.signed for reading in readings),
        term=term,
        renewal=_first(reading.renewal for reading in readings),
        law=law,
        clauses=_clauses(readings),
        not_judged=set().union(*(reading.not_judged for reading in readings)),
        risks=_unlike((risk for reading in readings for risk in reading.risks), _risk_key),
        obligations=_unlike((duty for reading in readings for duty in reading.obligations), _place),
        amounts=_unlike((amount for reading in readings for amount in reading.amounts), _amount_key)[
            :MOST_AMOUNTS
        ],
        doubts=_doubts(readings, parties, law, term),
    )


def _doubts(
    readings: Sequence[Reading], parties: list[Party], law: LawSaid | None, term: TermSaid | None
) -> dict[Doubtful, str]:
    """The doubts of the windows from which the values come; of a value that no window has, the first one's."""
    opening = next(
        (reading for reading in readings if reading.parties and parties[0] in reading.parties), readings[0]
    )
    sources: dict[Doubtful, Reading | None] = {
        "document_name": next((reading for reading in readings if reading.name), None),
        "parties": opening,
        "agreement_date": next((reading for reading in readings if reading.made or reading.signed), None),
        "effective_date": next((reading for reading in readings if reading.effective), None),
        "expiration_date": next(
            (reading for reading in readings if reading.term and reading.term is term), None
        ),
        "governing_law": next((reading for reading in readings if reading.law and reading.law is law), None),
    }
    found = {name: (source or readings[0]).doubts.get(name) for name, source in sources.items()}
    return {name: reason for name, reason in found.items() if reason}


def _first(values: Iterable[T | None]) -> T | None:
    return next((item for item in values if item is not None), None)


def _tells(*said: object) -> bool:
    return any(said)


def _counts(readings: Sequence[Reading]) -> Grounding:
    """The sums of what was found, repaired and dropped."""
    whole = Grounding("")
    for reading in readings:
        whole.found += reading.grounding.found
        whole.repaired += reading.grounding.repaired
        whole.dropped += reading.grounding.dropped
    return whole


def _parties(readings: Sequence[Reading]) -> list[Party]:
    """Those of the first window that names two or more, else of the first that names any; each once."""
    named = sorted(
        (reading.parties for reading in readings if reading.parties), key=lambda parties: len(parties) < 2
    )
    return _unlike(named[0], lambda party: "".join(filter(str.isalnum, party.name.lower()))) if named else []


def _clauses(readings: Sequence[Reading]) -> dict[Category, ClauseFound]:
    merged: dict[Category, ClauseFound] = {}
    for reading in readings:
        for category, clause in reading.clauses.items():
            earlier = merged.get(category)
            if earlier:
                clause = ClauseFound(
                    earlier.summary or clause.summary,
                    max(earlier.confidence, clause.confidence),
                    apart([*earlier.evidence, *clause.evidence])[:MOST_EVIDENCE],
                )
            merged[category] = clause
    return merged


def apart(evidence: Iterable[Evidence]) -> list[Evidence]:
    """In the contract's order, without passages that overlap an earlier one."""
    kept: list[Evidence] = []
    for item in sorted(evidence, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _unlike(items: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    first: dict[Hashable, T] = {}
    for item in items:
        first.setdefault(key(item), item)
    return list(first.values())


def _risk_key(risk: RiskFound) -> Hashable:
    return risk.risk.category, risk.burdens, risk.favours


def _place(obligation: Obligation) -> Hashable:
    return obligation.party, obligation.evidence[0].start


def _amount_key(amount: MonetaryTerm) -> Hashable:
    return amount.amount, amount.currency, amount.evidence[0].start
