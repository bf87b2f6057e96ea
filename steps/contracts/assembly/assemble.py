"""From the answers about all windows to the result: grounded, merged, computed and checked."""

from __future__ import annotations

from collections.abc import Sequence

from steps.contracts.assembly.clauses import clauses, missing
from steps.contracts.assembly.dating import dates
from steps.contracts.assembly.dating import doubts as date_doubts
from steps.contracts.assembly.grounded import Reader
from steps.contracts.assembly.readings import Reading
from steps.contracts.assembly.reduce import reduced
from steps.contracts.assembly.score import overall
from steps.contracts.assembly.sides import Sides
from steps.contracts.assembly.summary import DISCLAIMER, executive_summary
from steps.contracts.assembly.weigh import owed, weighed
from steps.contracts.checks import checks
from steps.contracts.models import ContractResult, Dates, Doubtful
from steps.contracts.text.open_points import blanks, defined_terms
from steps.contracts.text.units import Unit
from steps.contracts.wire import ContractWire
from steps.core.documents.read import DocumentText
from steps.core.models import Check
from steps.core.text.windows import Window


def assembled(
    document: DocumentText,
    units: Sequence[Unit],
    answers: Sequence[tuple[Window, ContractWire]],
    our_side: str | None,
) -> tuple[ContractResult, list[Check]]:
    """Errors: PermanentError `ungrounded` when more than a fifth of the quotes do not stand in the contract."""
    reading = reduced([Reader(document, window).reading(answer) for window, answer in answers])
    reading.grounding.require()
    sides = Sides(reading.parties, document.text)
    ours = sides.meant_by(our_side)
    computed = dates(reading)
    told = _in_order(computed)
    doubts = in_doubt(reading, told)
    found = clauses(reading, told, doubts, units)
    lacking = missing(found)
    open_points = blanks(document)
    risks = weighed(reading.risks, open_points, sides, ours)
    duties = owed(reading.obligations, sides)
    result = ContractResult(
        document_name=reading.name[0] if reading.name else None,
        contract_type=reading.contract_type or "other",
        our_side=ours.name if ours else None,
        parties=reading.parties,
        dates=told,
        governing_law=reading.law.place if reading.law else None,
        clauses=found,
        risks=risks.risks,
        missing_clauses=lacking,
        obligations=duties,
        monetary_terms=sorted(reading.amounts, key=lambda amount: amount.evidence[0].start),
        defined_terms=defined_terms(document),
        blanks_or_missing_exhibits=open_points,
        overall_risk=overall(risks.risks, lacking),
        needs_review=bool(doubts),
        review_reasons=[f"{name}: {reason}" for name, reason in sorted(doubts.items())],
        executive_summary="",
        disclaimer=DISCLAIMER,
    )
    result = result.model_copy(update={"executive_summary": executive_summary(result, risks.theirs)})
    return result, [
        reading.grounding.check(),
        *checks(
            result,
            windows=len(answers),
            computed=computed,
            our_side=our_side,
            strangers=len(reading.obligations) - len(duties),
        ),
    ]


def in_doubt(reading: Reading, told: Dates) -> dict[Doubtful, str]:
    """What of names, dates and places is a guess, or could not be told, and why."""
    found = {**reading.doubts, **date_doubts(reading, told)}
    if len(reading.parties) < 2:
        found.setdefault("parties", "no opening was understood that names two parties")
    if reading.name is None:
        found.setdefault("document_name", "no heading and no sentence says what it is called")
    if reading.law is None or reading.law.place is None:
        found.setdefault("governing_law", "no sentence names the place whose law governs")
    return found


def _in_order(computed: Dates) -> Dates:
    """A contract does not end before it begins: an end that would is dropped, and a check says so."""
    begins = computed.effective or computed.agreement
    ends = computed.expiration
    if begins and ends and ends != "perpetual" and ends < begins:
        return computed.model_copy(update={"expiration": None})
    return computed
