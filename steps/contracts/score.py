"""The overall risk: a sum of published weights, so that anybody can compute it again."""

from __future__ import annotations

from collections.abc import Sequence

from steps.contracts.models import MissingClause, OverallRisk, Risk, Severity

FORMULA_VERSION = "1: critical 40, high 15, medium 6, low 2, missing clause 3; at most 100; medium from 20, high from 45, critical from 75"
WEIGHTS: dict[Severity, int] = {"critical": 40, "high": 15, "medium": 6, "low": 2}
MISSING = 3
_LEVELS: tuple[tuple[int, Severity], ...] = ((75, "critical"), (45, "high"), (20, "medium"), (0, "low"))
ORDER: tuple[Severity, ...] = ("critical", "high", "medium", "low")


def overall(risks: Sequence[Risk], missing: Sequence[MissingClause]) -> OverallRisk:
    score = min(100, sum(WEIGHTS[risk.severity] for risk in risks) + MISSING * len(missing))
    level = next(level for least, level in _LEVELS if score >= least)
    return OverallRisk(score=score, level=level, formula_version=FORMULA_VERSION)
