"""Why is this job waiting, where did its time go, and what would a rerun do? Facts from Postgres, put into words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row, dict_row

from pipelines.core.rendered.graph import Graph, graphs
from pipelines.operations.advice import Advice, rerun_advice
from pipelines.operations.explain.gate_waits import GateWaits, Gathering, HeldBy
from pipelines.operations.explain.spending import Spent
from pipelines.operations.explain.time_spent import Span, spans
from pipelines.operations.explain.timeline import Segment, timeline
from pipelines.operations.explain.times import Sentence
from pipelines.operations.explain.waiting import Breaker, Missing, Queue, waits
from pipelines.operations.jobs import JobView, dispatchers_alive, find_job
from pipelines.operations.places.runs import nobody_takes
from steps.core.models import Model
from steps.core.postgres.sql import load
from steps.core.status import JobStatus, StoredJobStatus

QUERIES = load("explanation.sql", "pipelines.operations.explain")


class RerunOption(Model):
    """What a rerun from this step would do. `calls` and `cost_usd` are what the steps that run again took last time."""

    from_step: str
    keeps: list[str]
    runs: list[str]
    calls: int
    cost_usd: Decimal | None


class Facts(NamedTuple):
    """What an explanation is made of, as it was at `now` by the database's clock."""

    job: JobView
    queue: Queue
    closed: list[Breaker]
    spent: list[Spent]
    done: set[str]
    now: datetime
    missing: Missing | None = None

    def waiting(self) -> list[Sentence]:
        return waits(self.job, self.queue, self.closed, self.now, self.missing)

    def timeline(self) -> list[Segment]:
        return timeline(self.job, graphs().get(self.job.pipeline), self.kept())

    def kept(self) -> frozenset[str]:
        """Steps whose outputs an earlier job left: they are there, and nobody tried them here."""
        return frozenset(self.done - {attempt.step for attempt in self.job.attempts})

    def reruns(self) -> list[RerunOption]:
        """The likeliest first; none of a job that is not final, or whose pipeline is gone."""
        graph = graphs().get(self.job.pipeline)
        return reruns_of(graph, self.done, self.spent) if graph and self.job.final else []


class Explanation(Model):
    """`waiting`: why nothing goes on right now; `time`: where it went, in order; `reruns`: the likeliest first.

    `limits`: those that keep a queued job back, and until when it gathers events. `taken_by`: the job that took its
    place, where another did. `moved`: why it runs elsewhere than its pipeline. `advice`: what to do about the job's
    error; `rerun_advice`: whether running it again can help, and from where.
    """

    id: str
    pipeline: str
    status: StoredJobStatus
    summary: str
    waiting: list[str]
    limits: GateWaits
    taken_by: str | None
    moved: str | None
    time: list[Span]
    reruns: list[RerunOption]
    advice: Advice | None
    rerun_advice: str | None


def explain(connection: psycopg.Connection[Any], job_id: str) -> Explanation | None:
    """The explanation of the job with this id; None where there is none."""
    job = find_job(connection, job_id, with_result=False)
    return explanation(facts_of(connection, job)) if job else None


def facts_of(connection: psycopg.Connection[Any], job: JobView) -> Facts:
    """Of a job that was read just now."""
    row = connection.execute(QUERIES["queue"], {"id": job.id}).fetchone()
    now = connection.execute("select clock_timestamp()").fetchone()
    with connection.cursor(row_factory=class_row(Breaker)) as cursor:
        closed = cursor.execute(QUERIES["closed"]).fetchall()
    with connection.cursor(row_factory=class_row(Spent)) as cursor:
        spent = cursor.execute(QUERIES["spent"], {"id": job.id}).fetchall()
    with connection.cursor(row_factory=class_row(Missing)) as cursor:
        missing = cursor.execute(QUERIES["missing"], {"id": job.id}).fetchone()
    done = {step for (step,) in connection.execute(QUERIES["done"], {"id": job.id})}
    assert row is not None  # noqa: S101  the job was there
    assert now is not None  # noqa: S101
    queue = Queue(
        ahead=row[0],
        at_work=row[1],
        limited=row[2],
        left_alone=bool(row[3]),
        dispatchers=dispatchers_alive(connection),
        nobody_takes=nobody_takes(connection, job.pipeline),
        gates=gate_waits(connection, job),
    )
    return Facts(job, queue, closed, spent, done, now[0], missing)


def gate_waits(connection: psycopg.Connection[Any], job: JobView) -> GateWaits:
    """What keeps a queued job back; nothing for any other."""
    if job.status != JobStatus.QUEUED:
        return GateWaits()
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(QUERIES["held_by"], {"id": job.id}).fetchall()
    with connection.cursor(row_factory=class_row(Gathering)) as cursor:
        gathering = cursor.execute(QUERIES["gathering"], {"id": job.id}).fetchone()
    return GateWaits(
        held_by=[HeldBy(**row) for row in rows],
        seconds=rows[0]["all_seconds"] if rows else None,
        gathering=gathering,
    )


def explanation(facts: Facts) -> Explanation:
    job, now = facts.job, facts.now
    time, reruns = spans(facts.timeline(), now), facts.reruns()
    return Explanation(
        id=job.id,
        pipeline=job.pipeline,
        status=job.status,
        summary=summary(job, time, now),
        waiting=[sentence.told(now) for sentence in facts.waiting()],
        limits=facts.queue.gates,
        taken_by=job.taken_by,
        moved=job.moved_because,
        time=time,
        reruns=reruns,
        advice=job.advice,
        rerun_advice=rerun_advice(job.status, job.advice, reruns[0].from_step) if reruns else None,
    )


def summary(job: JobView, time: list[Span], now: datetime) -> str:
    """One sentence: what it is, since when, and what took most of the time."""
    took = ((job.finished_at or now) - job.queued_at).total_seconds()
    most = max(time, key=lambda span: span.seconds, default=None)
    where = f"; most of it: {most.what} ({most.seconds:.1f} s)" if most and most.seconds >= 0.05 else ""
    error = f" ({job.error.code})" if job.error else ""
    return f"{job.status}{error} {'after' if job.final else 'for'} {took:.1f} s{where}"


def reruns_of(graph: Graph, done: set[str], spent: list[Spent]) -> list[RerunOption]:
    """From each step that can be begun with: the first one that left nothing, then the whole, then the others."""
    possible = [step for step in graph.names if all(earlier in done for earlier in graph.upstream(step))]
    failed = [step for step in possible if step not in done]
    order = list(dict.fromkeys([*failed[:1], *graph.names[:1], *possible]))
    return [_rerun(graph, step, done, spent) for step in order]


def _rerun(graph: Graph, step: str, done: set[str], spent: list[Spent]) -> RerunOption:
    again = graph.downstream(step)
    keeps = [name for name in graph.names if name in done and name not in again]
    repeated = [each for each in spent if each.step not in keeps]
    costs = [each.cost_usd for each in repeated if each.cost_usd is not None]
    return RerunOption(
        from_step=step,
        keeps=keeps,
        runs=[name for name in graph.names if name not in keeps],
        calls=sum(each.calls for each in repeated),
        cost_usd=sum(costs, Decimal(0)) if costs else None,
    )
