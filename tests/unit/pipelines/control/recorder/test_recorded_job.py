"""A job of one generation: when it began and ended, and what is said of it."""

from __future__ import annotations

from tests.unit.pipelines.control.recorder.recorded import START, WORKFLOW, at, attempt, recorded


def test_a_later_generation_began_with_its_first_attempt() -> None:
    later = recorded(attempt("validate-job", 5, 6), generation=1)
    assert (later.started_at, recorded(generation=1).started_at) == (at(5), START)


def test_a_generation_that_lost_its_job_ended_with_its_last_attempt() -> None:
    lost = recorded(attempt("validate-job", 5, 6, "lost"), goes_on_as=f"{WORKFLOW}-1")
    assert lost.final
    assert not lost.succeeded
    assert lost.ended_at == at(6)
    assert lost.message == f"lost: who ran it is gone; the job goes on as {WORKFLOW}-1"


def test_only_what_did_not_end_well_has_a_message() -> None:
    error = {"code": "model_refused", "message": "the model refused"}
    assert recorded(status="failed", error=error).message == "model_refused: the model refused"
    assert recorded(status="completed", error=error).message == ""
    assert recorded().ended_at is None
