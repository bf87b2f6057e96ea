"""The overall risk is a formula that anybody can compute again."""

from __future__ import annotations

import pytest

from steps.contracts.assembly.score import FORMULA_VERSION, MISSING, WEIGHTS, overall
from steps.contracts.models import MissingClause, Risk, Severity


def risk(severity: Severity) -> Risk:
    return Risk(
        id="R1", category="x", severity=severity, affected_party=None, why="", recommendation="",
        suggested_wording=None, evidence=[],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("severities", "missing", "score", "level"),
    [
        ([], 0, 0, "low"),
        (["high"], 0, 15, "low"),
        (["high", "medium"], 0, 20, "medium"),
        (["high"] * 4, 0, 48, "high"),
        (["critical"] * 3, 0, 78, "critical"),
        ([], 2, 6, "low"),
        (["critical"] * 30, 0, 100, "critical"),
    ],
)
def test_score(severities: list[Severity], missing: int, score: int, level: str) -> None:
    lacking = [MissingClause(category="Insurance", why_it_matters="")] * missing
    found = overall([risk(severity) for severity in severities], lacking)
    assert (found.score, found.level) == (score, level)


def test_the_weights_are_published() -> None:
    assert all(f"{weight:.2f}"[1:] in FORMULA_VERSION for weight in [*WEIGHTS.values(), MISSING])
