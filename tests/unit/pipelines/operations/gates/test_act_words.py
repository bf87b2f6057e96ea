"""What people did to limits, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.operations.audit.acts import Act
from pipelines.operations.gates.act_words import act_words


@pytest.mark.parametrize(
    ("act", "subject", "details", "says"),
    [
        ("limit_set", "customer=42", {"n": 20, "why": "import"}, "set customer=42 to 20: import"),
        ("limit_set", "calls", {"n": 100, "every": 60, "why": "x"}, "set calls to 100 per min: x"),
        ("limit_cleared", "calls", {"before": {"n": 9}}, "cleared the bound of calls, which was 9"),
        ("paused", "news-analyzer", {"why": "incident"}, "paused news-analyzer: incident"),
        ("resumed", "news-analyzer", {}, "resumed news-analyzer"),
        ("weight_set", "gold", {"weight": 3}, "gave gold the weight 3"),
        ("token_made", "ci", {}, "token made"),
    ],
)
def test_an_act_in_words(act: str, subject: str, details: dict[str, Any], says: str) -> None:
    row = Act(
        id="1", at=datetime(2026, 1, 31, tzinfo=UTC), act=act, job_id=None, subject=subject, door="cli",
        actor="ann", address=None, database_role="x", details=details,
    )  # fmt: skip
    assert act_words(row) == says


def test_until_when_is_told() -> None:
    details = {"why": "incident", "until": "2026-01-31T14:00:00+00:00"}
    row = Act(
        id="1", at=datetime(2026, 1, 31, tzinfo=UTC), act="paused", job_id=None, subject="x", door="cli",
        actor="ann", address=None, database_role="x", details=details,
    )  # fmt: skip
    assert act_words(row).startswith("paused x until 2026-01-31 ")
