"""A record is told from a Workflow that Argo runs."""

from __future__ import annotations

from pipelines.control.record_labels import is_record

RECORD = {"executor": "warm", "workflows.argoproj.io/completed": "true"}


def test_what_argo_runs_is_no_record_whatever_it_was_made_of() -> None:
    assert is_record(RECORD)
    assert not is_record({"executor": "warm"})  # of `argo retry` and `resubmit`
    assert not is_record({"workflows.argoproj.io/completed": "true"})
    assert not is_record({})
