"""Risks and duties with the parties they concern: on our side, on the other, or on both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steps.contracts.assembly.readings import RiskFound
from steps.contracts.assembly.reduce import MOST_OBLIGATIONS
from steps.contracts.assembly.score import ORDER
from steps.contracts.assembly.sides import Sides
from steps.contracts.models import Blank, Obligation, Party, Risk


@dataclass(frozen=True)
class Weighed:
    """`theirs`: how many risks were left out because they burden the other side only."""

    risks: list[Risk]
    theirs: int


def weighed(found: Sequence[RiskFound], blanks: Sequence[Blank], sides: Sides, ours: Party | None) -> Weighed:
    """Gravest first. With our side known, what burdens the counterparty alone is no risk of ours."""
    kept: list[Risk] = []
    theirs = 0
    for one in found:
        burdened = sides.party(one.burdens) or sides.other(sides.party(one.favours))
        if ours and burdened and burdened is not ours:
            theirs += 1
            continue
        affected = burdened or ours
        kept.append(one.risk.model_copy(update={"affected_party": affected.name if affected else None}))
    left_blank = [blank for blank in blanks if blank.what.startswith("left blank")]
    if left_blank:
        kept.append(_blanks(left_blank, ours))
    kept = _really_one_sided(_once(kept))
    kept.sort(key=lambda risk: (ORDER.index(risk.severity), risk.evidence[0].start))
    return Weighed(
        [risk.model_copy(update={"id": f"R{number}"}) for number, risk in enumerate(kept, 1)], theirs
    )


def _once(risks: list[Risk]) -> list[Risk]:
    """The same risk for the same party once, at its gravest; several names may have meant one party."""
    best: dict[tuple[str, str | None], Risk] = {}
    for risk in risks:
        key = (risk.category, risk.affected_party)
        if key not in best or ORDER.index(risk.severity) < ORDER.index(best[key].severity):
            best[key] = risk
    return list(best.values())


def _really_one_sided(risks: list[Risk]) -> list[Risk]:
    """What one place lays on one party and another place on the other is on all of them."""
    bearers: dict[str, set[str | None]] = {}
    for risk in risks:
        bearers.setdefault(risk.category, set()).add(risk.affected_party)
    return [
        risk
        for risk in risks
        if not (risk.category.startswith("one-sided") and len(bearers[risk.category]) > 1)
    ]


def _blanks(left_blank: list[Blank], ours: Party | None) -> Risk:
    return Risk(
        id="",
        category="blanks",
        severity="medium",
        affected_party=ours.name if ours else None,
        why=(
            f"The text has {len(left_blank)} blank{'s' if len(left_blank) > 1 else ''}; whoever "
            f"fills them in decides what was agreed."
        ),
        recommendation="Fill them in, or strike them out, before anybody signs.",
        suggested_wording=None,
        evidence=[evidence for blank in left_blank[:3] for evidence in blank.evidence],
    )


def owed(found: Sequence[Obligation], sides: Sides) -> list[Obligation]:
    """Duties of the contract's parties, by their full names; those of anybody else are left out."""
    known = [
        duty.model_copy(update={"party": party.name}) for duty in found if (party := sides.party(duty.party))
    ]
    definite = sorted(
        known,
        key=lambda duty: (not (duty.deadline or duty.trigger or duty.recurrence), duty.evidence[0].start),
    )
    return sorted(definite[:MOST_OBLIGATIONS], key=lambda duty: duty.evidence[0].start)
