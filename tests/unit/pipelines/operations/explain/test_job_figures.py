"""What a job took is what it waited, what it ran and what it was held back; each moment counts once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipelines.core.rendered.graph import Graph, GraphStep
from pipelines.operations.explain.job_figures import RAN, WAITED, Figure, Figures, Part, figures, retries_of
from pipelines.operations.explain.timeline import timeline
from pipelines.operations.jobs import AttemptView, JobView
from tests.support.views import ZERO, at, attempt_view, job_view

GRAPH = Graph(
    pipeline="forked",
    description="",
    steps=(
        GraphStep(name="first", retries=3),
        GraphStep(name="left", after=("first",), retries=3),
        GraphStep(name="right", after=("first",), retries=3, polls=True),
        GraphStep(name="end", after=("left", "right"), on_exit=True),
    ),
)


def attempt(
    step: str, number: int, start: float, end: float | None, status: str = "completed"
) -> AttemptView:
    return attempt_view(
        step, ZERO + timedelta(seconds=start), at(end), status, number=number, exit_code=None,
        error={"code": "x", "message": "no", "retryable": True} if status == "failed" else None,
    )  # fmt: skip


def job(status: str, *attempts: AttemptView, ended: float | None = None, **known: float | None) -> JobView:
    begun = attempts[0].started_at if attempts else None
    times: dict[str, Any] = {"dispatched_at": at(1), "started_at": begun, "finished_at": at(ended)}
    times |= {name: at(seconds) for name, seconds in known.items()}
    return job_view(ZERO, status, pipeline="forked", attempts=list(attempts), **times)


def seen(given: JobView, now: float) -> Figures:
    return figures(given, timeline(given, GRAPH, ()), ZERO + timedelta(seconds=now))


FORKED = job(
    "completed",
    attempt("first", 1, 3, 4),
    attempt("left", 1, 5, 9),
    attempt("right", 1, 6, 7, "waiting"),
    attempt("right", 2, 12, 13),
    attempt("end", 1, 14, 15),
    ended=15.5,
    run_at=0.5,
)


def test_what_runs_side_by_side_counts_once() -> None:
    found = seen(FORKED, 999)
    assert found.parts == {
        Part.SCHEDULED: Figure(0.5), Part.QUEUE: Figure(0.5), Part.START: Figure(2), Part.WORK: Figure(7),
        Part.WAIT: Figure(3), Part.BETWEEN: Figure(2), Part.END: Figure(0.5),
    }  # fmt: skip
    assert (found.took, found.waited, found.ran) == (Figure(15.5), Figure(2.5), Figure(12.5))


def test_a_job_that_never_failed_has_no_retries_however_many_attempts_it_has() -> None:
    found = seen(FORKED, 999)
    assert (found.attempts, found.retries, found.looks) == (5, 0, 1)


@pytest.mark.parametrize(
    ("statuses", "retries"),
    [
        (["completed"], 0),
        (["waiting", "waiting", "completed"], 0),
        (["failed", "completed"], 1),
        (["lost", "failed", "waiting", "completed"], 2),
        (["failed"], 0),
    ],
)
def test_a_retry_follows_a_failure_of_the_same_step(statuses: list[str], retries: int) -> None:
    tried = [attempt("right", n + 1, n, n + 0.5, status) for n, status in enumerate(statuses)]
    assert retries_of([attempt("first", 1, 0, 1, "failed"), *tried]) == retries


@pytest.mark.parametrize(
    ("given", "live"),
    [
        (job("queued", dispatched_at=None, run_at=60), {Part.SCHEDULED}),
        (job("queued", dispatched_at=None), {Part.QUEUE}),
        (job("dispatched"), {Part.START}),
        (job("running", attempt("first", 1, 2, None, "running")), {Part.WORK}),
        (job("running", attempt("first", 1, 2, 3, "failed")), {Part.WAIT}),
        (job("running", attempt("first", 1, 2, 3)), {Part.BETWEEN}),
        (job("running", attempt("first", 1, 2, 3), attempt("left", 1, 3, 4)), {Part.BETWEEN}),
        (job("failed", attempt("first", 1, 2, 3, "lost"), ended=8), set()),
        (job("cancelled", dispatched_at=None, started_at=None, ended=5), set()),
        (FORKED, set()),
    ],
)
def test_the_parts_add_up_and_one_of_them_goes_on(given: JobView, live: set[Part]) -> None:
    for now in (20.0, 47.25):
        found = seen(given, now)
        assert {part for part, figure in found.parts.items() if figure.live} == live
        assert sum(figure.seconds for figure in found.parts.values()) == pytest.approx(found.took.seconds)
        assert found.took.live is bool(live)
        assert found.waited.live is bool(live & set(WAITED))
        assert (found.ran is not None and found.ran.live) is bool(live & set(RAN))
        held = found.parts.get(Part.SCHEDULED, Figure(0)).seconds
        ran = found.ran.seconds if found.ran else 0
        assert held + found.waited.seconds + ran == pytest.approx(found.took.seconds)


def test_a_job_that_nothing_has_begun_of_did_not_run() -> None:
    assert seen(job("queued", dispatched_at=None, started_at=None), 9).ran is None


def test_a_part_that_begins_now_is_there_and_goes_on() -> None:
    found = seen(job("running", attempt("first", 1, 2, 3, "failed")), 3)
    assert found.parts[Part.WAIT] == Figure(0, live=True)


def test_clocks_that_disagree_make_nothing_negative() -> None:
    odd = job(
        "completed", attempt("first", 1, -5, -4), attempt("left", 1, -3, -6), ended=-1, dispatched_at=-2
    )
    found = seen(odd, 9)
    assert found.took == Figure(0)
    assert all(figure.seconds >= 0 for figure in found.parts.values())


def test_thousands_of_looks_are_counted_in_time_in_proportion() -> None:
    tried = [attempt("right", n, 4 + 2 * n, 5 + 2 * n, "waiting") for n in range(1, 5001)]
    found = seen(job("running", attempt("first", 1, 2, 3), *tried), 10_006)
    assert found.looks == 5000
    assert found.parts[Part.WORK].seconds == pytest.approx(5001)
