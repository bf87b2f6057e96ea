"""Which plays a contract's sentences call for, and whom each of them burdens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.emulators.rules.contracts.clause_subjects import mutual, subject
from pipelines.emulators.rules.contracts.plays import PLAYS, Play
from steps.contracts.categories import Category
from steps.contracts.models import Severity
from steps.contracts.text.units import Unit


@dataclass(frozen=True)
class Found:
    """A play that a unit calls for, and whom it burdens or favours as the unit names them; neither: all alike."""

    play: Play
    unit: Unit
    severity: Severity
    burdens: str | None
    favours: str | None = None


def risks(units: Sequence[Unit], by_category: Mapping[Category, list[Unit]]) -> list[Found]:
    """Each play once for every party that it burdens or favours, at the first place."""
    found: dict[tuple[str, str | None, str | None], Found] = {}
    for play in PLAYS:
        for unit in _calling(play, units, by_category):
            risk = _risk(play, unit)
            if risk:
                found.setdefault((play.category, risk.burdens, risk.favours), risk)
    alike = {risk.play.category for risk in found.values() if risk.burdens is None and risk.favours is None}
    # A promise of indemnity by all parties in one place makes that of one party in another place no one-sided one.
    return [
        risk
        for risk in found.values()
        if risk.play.category != "one-sided indemnity"
        or risk.play.category not in alike
        or risk.burdens is None
    ]


def _calling(play: Play, units: Sequence[Unit], by_category: Mapping[Category, list[Unit]]) -> Iterator[Unit]:
    if play.pattern:
        yield from (unit for unit in units if play.pattern.matches(unit.text))
    for category, matching in by_category.items():
        if category == play.category:
            yield from matching


def _risk(play: Play, unit: Unit) -> Found | None:
    who = subject(unit.text)
    if play.bearer == "both":
        return Found(play, unit, play.severity, None)
    if who is None or mutual(unit.text[: who[1]]):
        return Found(play, unit, play.alike, None) if play.alike else None
    if play.bearer == "subject":
        return Found(play, unit, play.severity, who[0])
    return Found(play, unit, play.severity, None, who[0])
