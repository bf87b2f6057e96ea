"""Which risks of the playbook stand in a contract's sentences, and whom each of them burdens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.emulators.rules.contracts.clause_subjects import mutual, subject
from pipelines.emulators.rules.contracts.playbook import PLAYBOOK, PlaybookEntry
from steps.contracts.categories import Category
from steps.contracts.models import Severity
from steps.contracts.text.units import Unit


@dataclass(frozen=True)
class FoundRisk:
    """An entry that a unit calls for, and whom it burdens or favours as the unit names them; neither: all alike."""

    entry: PlaybookEntry
    unit: Unit
    severity: Severity
    burdens: str | None
    favours: str | None = None


def risks(units: Sequence[Unit], by_category: Mapping[Category, list[Unit]]) -> list[FoundRisk]:
    """Each entry once for every party that it burdens or favours, at the first place."""
    found: dict[tuple[str, str | None, str | None], FoundRisk] = {}
    for entry in PLAYBOOK:
        for unit in _calling(entry, units, by_category):
            risk = _risk(entry, unit)
            if risk:
                found.setdefault((entry.category, risk.burdens, risk.favours), risk)
    alike = {risk.entry.category for risk in found.values() if risk.burdens is None and risk.favours is None}
    # A promise of indemnity by all parties in one place makes that of one party in another place no one-sided one.
    return [
        risk
        for risk in found.values()
        if risk.entry.category != "one-sided indemnity"
        or risk.entry.category not in alike
        or risk.burdens is None
    ]


def _calling(
    entry: PlaybookEntry, units: Sequence[Unit], by_category: Mapping[Category, list[Unit]]
) -> Iterator[Unit]:
    if entry.pattern:
        yield from (unit for unit in units if entry.pattern.matches(unit.text))
    for category, matching in by_category.items():
        if category == entry.category:
            yield from matching


def _risk(entry: PlaybookEntry, unit: Unit) -> FoundRisk | None:
    named = subject(unit.text)
    if entry.bearer == "both":
        return FoundRisk(entry, unit, entry.severity, None)
    if named is None or mutual(unit.text[: named[1]]):
        return FoundRisk(entry, unit, entry.alike, None) if entry.alike else None
    if entry.bearer == "subject":
        return FoundRisk(entry, unit, entry.severity, named[0])
    return FoundRisk(entry, unit, entry.severity, None, named[0])
