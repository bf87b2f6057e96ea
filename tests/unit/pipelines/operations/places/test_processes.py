"""What a process that takes jobs says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.operations.places.processes import Process


@pytest.mark.parametrize(
    ("about", "takes"),
    [
        ({}, "every pipeline"),
        ({"serves": ["pods", "pod"]}, "pods and pod"),
        ({"serves": ["warm"], "pipelines": ["a", "b"], "of a later release": 1}, "warm: a, b"),
        ({"serves": ["warm"], "pipelines": None}, "warm"),
    ],
)
def test_it_takes(about: dict[str, object], takes: str) -> None:
    told = {"id": 1, "about": about, "busy": 0, "seen_at": datetime.now(UTC)}
    assert Process.model_validate(told).takes == takes
