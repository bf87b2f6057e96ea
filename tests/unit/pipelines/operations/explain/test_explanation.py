"""Why a job waits, where its time went, what a rerun would do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipelines.core.rendered.graph import graphs
from pipelines.operations.explain.explanation import Facts, explanation, reruns_of
from pipelines.operations.explain.spending import Spent
from pipelines.operations.explain.time_spent import spans
from pipelines.operations.explain.timeline import timeline
from pipelines.operations.explain.waiting import Breaker, Queue, waits
from pipelines.operations.jobs import AttemptView, JobView
from tests.support.views import attempt_view, job_view

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
NOBODY = Queue(ahead=0, at_work=0, dispatchers=0)
BUSY = Queue(ahead=3, at_work=32, dispatchers=1)
PROCESS = "process-news-analyzer"


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def job(status: str = "running", **known: Any) -> JobView:
    return job_view(START, status, **{"executor": "local", **known})


def attempt(
    step: str, begun: float, ended: float | None, status: str = "completed", **known: Any
) -> AttemptView:
    return attempt_view(step, at(begun), None if ended is None else at(ended), status, **known)


def test_the_spans_add_up_to_the_whole() -> None:
    done = job(
        "completed", dispatched_at=at(2), finished_at=at(20), run_at=at(1),
        attempts=[
            attempt("validate-job", 3, 4),
            attempt(PROCESS, 5, 6, "failed"),
            attempt(PROCESS, 11, 19, number=2),
            attempt("update-job-status", 19.5, 19.9),
        ],
    )  # fmt: skip
    found = spans(timeline(done, graphs()["news-analyzer"], ()), at(99))
    assert [(span.what, span.seconds) for span in found] == [
        ("held back until its time", 1), ("waiting in the queue", 1), ("on the way to validate-job", 1),
        ("running validate-job", 1), (f"on the way to {PROCESS}", 1), (f"running {PROCESS}", 1),
        (f"waiting between attempts of {PROCESS}", 5), (f"running {PROCESS} (attempt 2)", 8),
        ("on the way to update-job-status", 0.5), ("running update-job-status", pytest.approx(0.4)),
        ("ending", pytest.approx(0.1)),
    ]  # fmt: skip
    assert sum(span.seconds for span in found) == pytest.approx(20)


@pytest.mark.parametrize(
    ("given", "queue", "says"),
    [
        (job("queued", run_at=at(100)), BUSY, "It waits for its time, "),
        (job("queued"), NOBODY, "No dispatcher is alive"),
        (job("queued"), BUSY, "It waits for a place: 3 jobs are before it, 32 are at work."),
        (job("queued"), BUSY.model_copy(update={"ahead": 0}), "it is next, 32 are at work."),
        (job("queued"), BUSY.model_copy(update={"ahead": 1000}), "1,000 or more jobs are before it"),
        (
            job("dispatched", dispatched_at=at(8)),
            BUSY,
            "handed to the executor 2.0 s ago and no step has begun.",
        ),
        (
            job("dispatched", dispatched_at=at(-90), executor="local"),
            BUSY,
            "Its process has trouble starting.",
        ),
        (
            job("dispatched", dispatched_at=at(-90), executor="argo", workflow="trial-1"),
            BUSY,
            "see `argo get trial-1`",
        ),
        (
            job(attempts=[attempt(PROCESS, 5, None, "running")]),
            BUSY,
            f"{PROCESS} is running (attempt 1, 5.0 s).",
        ),
        (
            job(attempts=[attempt(PROCESS, 5, None, "running", done=2, total=8)]),
            BUSY,
            f"{PROCESS} is running (attempt 1, 5.0 s, 2 of 8 done).",
        ),
        (
            job(attempts=[attempt(PROCESS, 5, 8, "failed", error={"message": "it broke"})]),
            BUSY,
            f"{PROCESS}, attempt 1: it broke. The next attempt comes in 3.0 s.",
        ),
        (
            job(attempts=[attempt(PROCESS, 5, 8, "failed", exit_code=65)]),
            BUSY,
            "There is no further attempt",
        ),
        (job(attempts=[attempt(PROCESS, 5, 8, "lost")]), BUSY, "is gone"),
        (job(attempts=[attempt("validate-job", 5, 8)]), BUSY, "the next step is about to start"),
    ],
)
def test_why_it_waits(given: JobView, queue: Queue, says: str) -> None:
    (sentence,) = waits(given, queue, [], at(10))
    assert says in sentence.told(at(10))


def test_a_running_job_names_a_missing_dispatcher_and_a_provider_that_is_left_alone() -> None:
    running = job(attempts=[attempt(PROCESS, 5, 8, "failed")])
    closed = [Breaker(provider="openai", reason="the bill is not paid", open_until=at(60))]
    dispatcher, provider, _ = (said.told(at(10)) for said in waits(running, NOBODY, closed, at(10)))
    assert "No dispatcher is alive" in dispatcher
    assert "openai is left alone until" in provider
    assert "the bill is not paid" in provider


def test_a_final_job_waits_for_nothing() -> None:
    assert waits(job("failed"), NOBODY, [], at(10)) == []


def test_what_a_rerun_would_do_and_cost() -> None:
    graph = graphs()["news-analyzer"]
    spent = [Spent(step=PROCESS, provider="openai", calls=2, cost_usd=Decimal("0.5"))]
    failing, whole = reruns_of(graph, {"validate-job"}, spent)
    assert (failing.from_step, failing.keeps, failing.runs) == (PROCESS, ["validate-job"], [PROCESS])
    assert (failing.calls, failing.cost_usd) == (2, Decimal("0.5"))
    assert (whole.from_step, whole.keeps, whole.runs) == ("validate-job", [], ["validate-job", PROCESS])
    assert [rerun.from_step for rerun in reruns_of(graph, set(), [])] == ["validate-job"]


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (job("completed"), "It completed"),
        (job("failed", error={"code": "provider_timeout", "retryable": True}), "may help"),
        (job("failed", error={"code": "invalid_event", "retryable": False}), "will fail again"),
        (job("cancelled", error={"code": "cancelled", "retryable": False}), "can go on from process"),
        (job("running"), None),
    ],
)
def test_whether_a_rerun_helps(given: JobView, advice: str | None) -> None:
    found = explanation(Facts(given, BUSY, [], [], {"validate-job"}, at(10))).rerun_advice
    assert found is None if advice is None else advice in (found or "")


def test_a_job_whose_kind_is_gone_is_explained_as_well() -> None:
    gone = job("failed", pipeline="old-job", finished_at=at(3))
    found = explanation(Facts(gone, BUSY, [], [], set(), at(10)))
    assert found.reruns == []
    assert found.summary == "failed after 3.0 s; most of it: waiting in the queue (3.0 s)"


@pytest.mark.parametrize(("executor", "command"), [("local", "dev"), ("warm", "work")])
def test_who_runs_it_is_what_is_to_be_started_again(executor: str, command: str) -> None:
    assert f"Start `bgjobs {command}`." in waits(job(executor=executor), NOBODY, [], at(10))[0].before
