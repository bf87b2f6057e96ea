"""The overall risk, from published weights, so that anybody can compute it again."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from steps.contracts.models import MissingClause, OverallRisk, Risk, Severity

WEIGHTS: dict[Severity, float] = {"critical": 0.40, "high": 0.15, "medium": 0.06, "low": 0.02}
MISSING = 0.03
FORMULA_VERSION = (
    "1: 100 x (1 - the product of 1 - weight over all risks and missing clauses), rounded; "
    "weights: critical .40, "
    "high .15, medium .06, low .02, missing clause .03; level medium from 20, high from 45, critical from 75"
)
ORDER: tuple[Severity, ...] = ("critical", "high", "medium", "low")
_LEVELS: tuple[tuple[int, Severity], ...] = ((75, "critical"), (45, "high"), (20, "medium"), (0, "low"))


def overall(risks: Sequence[Risk], missing: Sequence[MissingClause]) -> OverallRisk:
    """Each further risk adds less than the one before, so a long contract is not at the top for its length alone."""
    weights = [*(WEIGHTS[risk.severity] for risk in risks), *(MISSING for _ in missing)]
    score = round(100 * (1 - prod(1 - weight for weight in weights)))
    level = next(level for least, level in _LEVELS if score >= least)
    return OverallRisk(score=score, level=level, formula_version=FORMULA_VERSION)
