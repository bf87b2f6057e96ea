"""One entry for each category: present with its evidence, absent after a full search, or not assessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from steps.contracts.assembly.readings import ClauseFound, Reading
from steps.contracts.assembly.reduce import apart
from steps.contracts.categories import CATEGORIES, EXPECTED, Category
from steps.contracts.models import Clause, Dates, Doubtful, MissingClause
from steps.contracts.text.durations import durations
from steps.contracts.text.units import Unit, one_line
from steps.core.models import Evidence

STATED = 0.9  # confidence of names, dates and places that stand in the contract in so many words
DOUBTED = 0.5  # of those that could be others
ABSENT = 0.8  # confidence that a category which was looked for everywhere is not there


# Every contract has these: where they were not found, they were not understood.
_EVERY_CONTRACT = frozenset({"Document Name", "Parties", "Agreement Date"})
_DOUBTFUL: dict[Category, Doubtful] = {
    "Document Name": "document_name",
    "Parties": "parties",
    "Agreement Date": "agreement_date",
    "Effective Date": "effective_date",
    "Expiration Date": "expiration_date",
    "Governing Law": "governing_law",
}


def clauses(
    reading: Reading, dates: Dates, doubts: Mapping[Doubtful, str], units: Sequence[Unit]
) -> list[Clause]:
    """All categories in their fixed order; `doubts`: what of the dates, names and places is a guess."""
    found = {**reading.clauses, **_stated(reading, doubts)}
    return [_clause(category, found.get(category), reading, dates, units) for category in CATEGORIES]


def missing(clauses: Sequence[Clause]) -> list[MissingClause]:
    """What most contracts have and this one has not."""
    absent = {clause.category for clause in clauses if clause.status == "absent"}
    return [
        MissingClause(category=category, why_it_matters=why)
        for category, why in EXPECTED.items()
        if category in absent
    ]


def _stated(reading: Reading, doubts: Mapping[Doubtful, str]) -> dict[Category, ClauseFound]:
    """The categories that have fields of their own."""
    renewal, made = reading.renewal, reading.made or reading.signed
    stated: dict[Category, list[Evidence]] = {
        "Document Name": [reading.name[1]] if reading.name else [],
        "Parties": [evidence for party in reading.parties for evidence in party.evidence],
        "Agreement Date": made.evidence if made else [],
        "Effective Date": reading.effective.evidence if reading.effective else [],
        "Expiration Date": reading.term.evidence if reading.term else [],
        "Renewal Term": renewal.evidence if renewal else [],
        "Governing Law": reading.law.evidence if reading.law else [],
    }
    return {
        category: ClauseFound(
            None,
            DOUBTED if _DOUBTFUL.get(category) in doubts else STATED,
            apart([*evidence, *_also(reading, category)]),
        )
        for category, evidence in stated.items()
        if evidence
    }


def _also(reading: Reading, category: Category) -> list[Evidence]:
    return reading.clauses[category].evidence if category in reading.clauses else []


def _clause(
    category: Category, found: ClauseFound | None, reading: Reading, dates: Dates, units: Sequence[Unit]
) -> Clause:
    if found is None:
        judged = category not in reading.not_judged and category not in _EVERY_CONTRACT
        return Clause(
            category=category,
            status="absent" if judged else "not_assessed",
            answer="No" if judged else None,
            summary=None,
            section=None,
            evidence=[],
            confidence=ABSENT if judged else 0.0,
        )
    return Clause(
        category=category,
        status="present",
        answer=_answer(category, found.evidence, reading, dates),
        summary=found.summary,
        section=section_at(units, found.evidence[0].start),
        evidence=found.evidence,
        confidence=found.confidence,
    )


def _answer(category: Category, evidence: list[Evidence], reading: Reading, dates: Dates) -> str | None:
    answers: dict[Category, str | date | None] = {
        "Document Name": reading.name[0] if reading.name else None,
        "Parties": "; ".join(party.name for party in reading.parties) or None,
        "Agreement Date": dates.agreement,
        "Effective Date": dates.effective,
        "Expiration Date": dates.expiration,
        "Renewal Term": dates.renewal_term,
        "Notice Period to Terminate Renewal": f"{dates.notice_period_days} days"
        if dates.notice_period_days
        else None,
        "Governing Law": reading.law.place if reading.law else None,
    }
    if category in answers:
        answer = answers[category]
        return answer.isoformat() if isinstance(answer, date) else answer
    if category == "Warranty Duration":
        length = next((length for quoted in evidence for length in durations(one_line(quoted.quote))), None)
        return str(length) if length else "Yes"
    return "Yes"


def section_at(units: Sequence[Unit], offset: int) -> str | None:
    """The section in which a character stands."""
    last = next((unit for unit in reversed(units) if unit.start <= offset), None)
    return last.section if last else None
