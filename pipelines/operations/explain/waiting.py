"""Why a job does not go on right now, as sentences whose times count on. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.core.rendered.backoff import Ended, next_wait
from pipelines.core.rendered.graph import retry_of
from pipelines.operations.explain.gate_waits import GateWaits, gate_sentences
from pipelines.operations.explain.times import Sentence, clock
from pipelines.operations.jobs import AttemptView, JobView
from steps.core.models import Model
from steps.core.status import AttemptStatus, JobStatus

TRIED = frozenset({AttemptStatus.FAILED, AttemptStatus.WAITING})  # what counts against a step's retries
OWN_PROCESSES = ("local", "warm")  # executors whose steps are no pods
LONG_SECONDS = 30  # on the way to a process; then something is wrong


class Queue(Model):
    """What stands around a queued job: `ahead` of it (1,000 stands for more), of those that pass the same limits where
    it is `limited`; `at_work`; who takes jobs; `nobody_takes`, why nobody alive takes its pipeline's; what keeps it
    back; and of one at work, whether the process that ran it is gone: it is `left_alone`."""

    ahead: int
    at_work: int
    dispatchers: int
    nobody_takes: str | None = None
    limited: bool = False
    left_alone: bool = False
    gates: GateWaits = GateWaits()


class Breaker(Model):
    """A provider that is left alone until `open_until`."""

    provider: str
    reason: str
    open_until: datetime


class Missing(Model):
    """What every job runs on and this one could not have, `since` when."""

    message: str
    since: datetime


def waits(
    job: JobView, queue: Queue, closed: list[Breaker], now: datetime, missing: Missing | None = None
) -> list[Sentence]:
    if job.final:
        return []
    if job.status == JobStatus.QUEUED:
        return _queued(job, queue, now)
    found: list[str] = []
    if not queue.dispatchers and job.executor in OWN_PROCESSES:
        start = "work" if job.executor == "warm" else "dev"
        found.append(
            f"No dispatcher is alive, so nothing runs it; the next one takes it over. Start `bgjobs {start}`."
        )
    elif queue.left_alone and queue.nobody_takes is not None and job.moved is None:
        found.append(f"The process that ran it is gone, and no other goes on with it: {queue.nobody_takes}.")
    found += [
        f"{breaker.provider} is left alone until {clock(breaker.open_until)}: {breaker.reason}"
        for breaker in closed
    ]
    if missing is not None:
        held = f"It waits, and uses up no retry, since {clock(missing.since)}: {missing.message}."
        return [*map(Sentence, found), Sentence(held)]
    return [*map(Sentence, found), _step(job, now)]


def _queued(job: JobView, queue: Queue, now: datetime) -> list[Sentence]:
    if job.run_at > now:
        return [Sentence(f"It waits for its time, {clock(job.run_at)} (in ", job.run_at, ").")]
    return [Sentence(said) for said in _in_queue(queue, now)]


def _in_queue(queue: Queue, now: datetime) -> list[str]:
    held = gate_sentences(queue.gates, now)
    if not queue.dispatchers:
        nobody = "No dispatcher is alive, so nothing takes it. Start `bgjobs dev`, or the dispatcher in your cluster."
        return [nobody, *held]
    if queue.nobody_takes is not None:
        return [f"{queue.nobody_takes}.", *held]
    if held:
        return held
    more = "1,000 or more" if queue.ahead >= 1000 else f"{queue.ahead:,}"
    before = f"{more} jobs are before it" if queue.ahead != 1 else "one job is before it"
    if queue.ahead == 0:
        before = "it is next"
    of_its_kind = " of those with its limits" if queue.limited else ""
    return [f"It waits for a place: {before}{of_its_kind}, {queue.at_work:,} are at work."]


def _step(job: JobView, now: datetime) -> Sentence:
    if not job.attempts:
        since = job.dispatched_at or now
        slow = f" {_trouble(job)}" if (now - since).total_seconds() > LONG_SECONDS else ""
        return Sentence("It was handed to the executor ", since, f" ago and no step has begun.{slow}")
    last = job.attempts[-1]
    if last.status == AttemptStatus.RUNNING:
        done = f", {last.done} of {last.total} done" if last.total else ""
        return Sentence(f"{last.step} is running (attempt {last.number}, ", last.started_at, f"{done}).")
    if last.status in TRIED:
        return _next(job, last, now)
    if last.status == AttemptStatus.LOST:
        return Sentence(
            f"The process that ran {last.step} is gone; the next attempt starts when the job is taken over."
        )
    return Sentence(f"{last.step} is done; the next step is about to start.")


def _trouble(job: JobView) -> str:
    if job.executor in OWN_PROCESSES:
        return "Its process has trouble starting."
    return f"Its pod has trouble starting, or Argo is away: see `argo get {job.workflow}`."


def _next(job: JobView, last: AttemptView, now: datetime) -> Sentence:
    """Why it is tried again, and when, by the step's retry strategy."""
    tries = [attempt for attempt in job.attempts if attempt.step == last.step]
    counted = sum(attempt.status in TRIED for attempt in tries)
    ended = last.finished_at or now
    since_first = (ended - tries[0].started_at).total_seconds()
    wait = next_wait(retry_of(job.pipeline, last.step), counted, since_first, Ended(last.exit_code or 1))
    why = f"{last.step}, attempt {last.number}: {last.error.message if last.error else 'it failed'}."
    if isinstance(wait, str):
        return Sentence(f"{why} There is no further attempt ({wait}).")
    comes = ended + timedelta(seconds=wait)
    if comes <= now:
        return Sentence(f"{why} The next attempt comes now.")
    return Sentence(f"{why} The next attempt comes in ", comes, ".")
