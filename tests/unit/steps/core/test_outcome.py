"""Errors and states as PostgreSQL has them: what a newer version or somebody else wrote is shown, never refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from steps.core.outcome import JobError, StoredError, read_error
from steps.core.status import ACTIVE, FINAL, UNHAPPY, AttemptStatus, JobStatus, StoredJobStatus


def test_an_error_survives_the_round_trip() -> None:
    error = JobError(code="not_audio", message="it is text", step="process", attempt=2, retryable=True)
    assert read_error(error.model_dump(mode="json")) == error
    assert read_error(error) is error
    assert read_error(None) is None


def test_an_error_that_says_little_can_be_shown() -> None:
    assert read_error({}) == JobError(code="unexpected", message="", retryable=False)
    lost = read_error({"code": "lost", "more": 1})
    assert lost is not None
    assert (lost.code, lost.step) == ("lost", None)


@pytest.mark.parametrize(
    "stored",
    ["it broke", 7, ["a"], {"code": 5, "message": {}, "step": 1, "attempt": "x", "retryable": "no"}],
)
def test_nonsense_can_be_shown(stored: Any) -> None:
    read = TypeAdapter(StoredError).validate_python(stored)
    assert read is not None
    assert not read.retryable


def test_a_job_is_active_or_final() -> None:
    assert set(JobStatus) == ACTIVE | FINAL
    assert not ACTIVE & FINAL
    assert {JobStatus.COMPLETED} == FINAL - UNHAPPY


def test_a_status_of_a_newer_version_is_shown_as_it_is() -> None:
    read = TypeAdapter(StoredJobStatus).validate_python
    assert read("paused") == "paused"
    assert isinstance(read("failed"), JobStatus)
    assert f"{AttemptStatus.LOST}" == "lost"
