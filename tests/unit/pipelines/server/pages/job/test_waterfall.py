"""Every second of a job belongs to one bar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest

from pipelines.core.rendered.graph import Graph, GraphStep
from pipelines.operations.explain.job_figures import Figure
from pipelines.operations.explain.time_spent import spans
from pipelines.operations.explain.timeline import timeline
from pipelines.operations.jobs import AttemptView, JobView
from pipelines.server.pages.job.waterfall import Waterfall, WaterfallRow
from pipelines.server.pages.job.waterfall import waterfall as drawn_of
from tests.support.views import ZERO, at, attempt_view, job_view

GRAPH = Graph(
    pipeline="speech",
    description="",
    steps=(
        GraphStep(name="validate", retries=3),
        GraphStep(name="poll", after=("validate",), retries=100, polls=True),
        GraphStep(name="end", after=("poll",), on_exit=True),
    ),
)


def attempt(
    step: str, number: int, start: float, end: float | None, status: str = "completed", **error: Any
) -> AttemptView:
    began = ZERO + timedelta(seconds=start)
    return attempt_view(step, began, at(end), status, number=number, exit_code=None, error=error or None)


def job(
    status: str,
    *attempts: AttemptView,
    dispatched: float | None = 1,
    ended: float | None = None,
    run_at: float = 0,
) -> JobView:
    times = {"dispatched_at": at(dispatched), "finished_at": at(ended), "run_at": at(run_at)}
    return job_view(ZERO, status, pipeline="speech", attempts=list(attempts), **times)


def waterfall(seen: JobView, graph: Graph | None, kept: Collection[str], now: datetime) -> Waterfall:
    return drawn_of(seen, graph, timeline(seen, graph, kept), kept, now)


def drawn(made: Waterfall, name: str) -> list[tuple[str, float, float | None]]:
    return [(bar.kind, bar.start, bar.end) for bar in row(made, name).bars]


def row(made: Waterfall, name: str) -> WaterfallRow:
    return next(row for row in made.rows if row.name == name)


def test_a_finished_job_adds_up() -> None:
    done = job(
        "completed",
        attempt("validate", 1, 2, 3),
        attempt("poll", 1, 3.5, 4, "waiting"),
        attempt("poll", 2, 7, 8),
        attempt("end", 1, 8.5, 9),
        ended=9,
    )
    made = waterfall(done, GRAPH, (), ZERO + timedelta(hours=1))
    assert made.span == 9
    assert not made.live
    assert drawn(made, "queue") == [("queue", 0, 1)]
    assert drawn(made, "validate") == [("start", 1, 2), ("completed", 2, 3)]
    assert drawn(made, "poll") == [
        ("start", 3, 3.5),
        ("waiting", 3.5, 4),
        ("wait", 4, 7),
        ("completed", 7, 8),
    ]
    assert drawn(made, "end") == [("start", 8, 8.5), ("completed", 8.5, 9)]
    assert made.colours == {"completed": 3, "waiting": 1}
    assert row(made, "poll").took == Figure(4.5)


def test_a_job_before_its_time() -> None:
    made = waterfall(job("queued", dispatched=None, run_at=60), GRAPH, (), ZERO + timedelta(seconds=10))
    assert drawn(made, "queue") == [("scheduled", 0, 60), ("queue", 60, None)]
    assert [each.status for each in made.rows] == ["waiting", "not yet", "not yet", "not yet"]
    assert made.live


def test_a_job_that_waited_for_its_time_and_then_in_the_queue() -> None:
    made = waterfall(job("dispatched", dispatched=5, run_at=3), GRAPH, (), ZERO + timedelta(seconds=6))
    assert drawn(made, "queue") == [("scheduled", 0, 3), ("queue", 3, 5)]


def test_a_step_that_is_being_started() -> None:
    made = waterfall(job("dispatched"), GRAPH, (), ZERO + timedelta(seconds=5))
    assert drawn(made, "validate") == [("start", 1, None)]
    assert drawn(made, "poll") == []
    assert drawn(made, "end") == []


@pytest.mark.parametrize(
    ("last", "goes_on"),
    [
        (attempt("poll", 1, 3, 4, "waiting"), True),
        (attempt("poll", 1, 3, 4, "lost"), True),
        (attempt("poll", 1, 3, 4, "failed", code="x", retryable=True), True),
        (attempt("poll", 1, 3, 4, "failed", code="x", retryable=False), False),
        (attempt("poll", 1, 3, 4), False),
    ],
)
def test_a_wait_for_the_next_attempt_is_drawn_to_now(last: AttemptView, goes_on: bool) -> None:
    made = waterfall(
        job("running", attempt("validate", 1, 2, 3), last), GRAPH, (), ZERO + timedelta(seconds=9)
    )
    assert (drawn(made, "poll")[-1] == ("wait", 4, None)) is goes_on


def test_no_wait_is_drawn_after_the_last_retry() -> None:
    failed = [attempt("validate", n, n, n + 0.5, "failed", code="x", retryable=True) for n in (2, 3, 4, 5)]
    made = waterfall(job("running", *failed), GRAPH, (), ZERO + timedelta(seconds=9))
    assert drawn(made, "validate")[-1] == ("failed", 5, 5.5)


def test_a_failed_job_tells_what_did_not_run_and_when_its_end_began() -> None:
    failed = job("failed", attempt("validate", 1, 2, 3, "failed", code="x"), attempt("end", 1, 4, 5), ended=5)
    made = waterfall(failed, GRAPH, (), ZERO)
    assert row(made, "poll").status == "not run"
    assert drawn(made, "end") == [("start", 3, 4), ("completed", 4, 5)]


def test_a_step_that_an_earlier_job_left() -> None:
    made = waterfall(
        job("running", attempt("poll", 1, 2, None, "running")),
        GRAPH,
        {"validate"},
        ZERO + timedelta(seconds=4),
    )
    assert row(made, "validate").status == "kept"
    assert drawn(made, "poll") == [("start", 1, 2), ("running", 2, None)]
    assert row(made, "poll").took == Figure(2, live=True)


def test_a_step_that_is_not_in_the_graph_any_more_is_still_shown() -> None:
    made = waterfall(job("completed", attempt("old", 1, 2, 3), ended=3), None, (), ZERO)
    assert [each.name for each in made.rows] == ["queue", "old"]


def test_bars_stay_on_the_axis() -> None:
    made = waterfall(
        job("running", attempt("validate", 1, 2, None, "running")), GRAPH, (), ZERO + timedelta(seconds=4)
    )
    bar = row(made, "validate").bars[-1]
    assert (made.x(bar), made.width(bar)) == ("50.000%", "50.000%")


def test_clocks_that_disagree_do_no_harm() -> None:
    early = job(
        "completed", attempt("validate", 1, -5, -4), attempt("poll", 1, -3, -6), dispatched=-1, ended=0
    )
    made = waterfall(early, GRAPH, (), ZERO)
    for each in made.rows:
        for bar in each.bars:
            assert 0 <= float(made.x(bar).rstrip("%")) <= 100
            assert 0 <= float(made.width(bar).rstrip("%")) <= 100


def test_a_job_that_never_came_to_its_time_was_held_back_and_not_in_the_queue() -> None:
    made = waterfall(job("cancelled", dispatched=None, run_at=60, ended=5), GRAPH, (), ZERO)
    assert drawn(made, "queue") == [("scheduled", 0, 5)]


def test_what_comes_after_the_last_retry_is_the_exit_handler() -> None:
    failed = attempt("validate", 1, 2, 3, "failed", code="x", retryable=False)
    made = waterfall(job("running", failed), GRAPH, (), ZERO + timedelta(seconds=9))
    assert drawn(made, "end") == [("start", 3, None)]


def test_the_time_until_somebody_said_that_it_is_over_is_drawn() -> None:
    lost = attempt("validate", 1, 2, 3, "lost")
    made = waterfall(job("failed", lost, ended=8), GRAPH, (), ZERO)
    assert drawn(made, "validate") == [("start", 1, 2), ("lost", 2, 3), ("end", 3, 8)]
    assert row(made, "validate").took == Figure(1)


def test_an_attempt_that_somebody_stopped_has_a_colour_of_its_own() -> None:
    stopped = attempt("validate", 1, 2, 3, "lost", code="cancelled", message="on request", retryable=False)
    made = waterfall(job("cancelled", stopped, ended=3), GRAPH, (), ZERO)
    assert made.colours == {"cancelled": 1}
    assert row(made, "validate").status == "cancelled"


def test_the_line_of_the_queue_leaves_out_what_was_before_the_time() -> None:
    made = waterfall(job("dispatched", dispatched=5, run_at=3), GRAPH, (), ZERO + timedelta(seconds=6))
    assert row(made, "queue").took == Figure(2)
    early = waterfall(job("queued", dispatched=None, run_at=60), GRAPH, (), ZERO + timedelta(seconds=6))
    assert row(early, "queue").took is None


@pytest.mark.parametrize(
    "seen",
    [
        job("queued", dispatched=None, run_at=20),
        job("dispatched"),
        job("running", attempt("validate", 1, 2, 3), attempt("poll", 1, 3.5, 4, "waiting")),
        job("running", attempt("validate", 1, 2, 3), attempt("old", 1, 4, None, "running")),
        job("failed", attempt("validate", 1, 2, 3, "lost"), ended=8),
        job("completed", attempt("validate", 1, 2, 3), attempt("end", 1, 5, 6), run_at=0.5, ended=7),
    ],
)
def test_the_bars_and_the_words_tell_the_same_times(seen: JobView) -> None:
    now = ZERO + timedelta(seconds=10)
    bars = [bar for row in waterfall(seen, GRAPH, (), now).rows for bar in row.bars]
    drawn_times = sorted((bar.start, bar.until(10)) for bar in bars if bar.start < 10)
    told = sorted(
        ((span.started_at - ZERO).total_seconds(), span.seconds)
        for span in spans(timeline(seen, GRAPH, ()), now)
    )
    assert [round(part, 3) for pair in told for part in pair] == [
        min(part, 10) for pair in drawn_times for part in pair
    ]


def test_steps_that_no_graph_knows_follow_what_ended_before_them() -> None:
    ran = job("completed", attempt("old", 1, 2, 3), attempt("older", 1, 4, 5), ended=5)
    made = waterfall(ran, None, (), ZERO)
    assert drawn(made, "older") == [("start", 3, 4), ("completed", 4, 5)]
