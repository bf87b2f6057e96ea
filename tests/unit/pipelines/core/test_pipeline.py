"""Names: one word per thing, dashes where Kubernetes demands them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.pipeline import MINUTE, Pipeline, dashed, underscored
from steps.core.events import NewsAnalyzerRequested

JOB = Pipeline("news-analyzer", "process-news-analyzer", budget=2 * MINUTE)


def test_a_module_gives_its_step_the_name() -> None:
    assert dashed("steps.validate_job") == "validate-job"


@given(st.from_regex(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", fullmatch=True))
def test_names_survive_the_round_trip(module: str) -> None:
    assert underscored(dashed(f"steps.{module}")) == module


def test_a_job_names_its_event_and_the_step_that_makes_its_result() -> None:
    assert JOB.event_name == "jobs/news-analyzer.requested"
    assert JOB.event is NewsAnalyzerRequested
    assert JOB.result_step == "process-news-analyzer"


def test_a_job_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        JOB.budget = 1  # type: ignore[misc]
