"""What must hold when all faults are over: pure functions of the rows that are found, each with its figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

FINAL = ("completed", "failed", "cancelled", "skipped")
BY_LEDGER = "lost_again"  # the job ended before it paid a third time for a call whose outcome nobody knows


@dataclass(frozen=True)
class Job:
    id: str
    event_id: str
    pipeline: str
    status: str
    code: str | None = None
    about: str = ""  # for whoever looks into it


@dataclass(frozen=True)
class Paid:
    """A row of the ledger: how often the call was started, and how often its process ended before the answer."""

    job_id: str
    attempts: int
    lost: int
    state: str


@dataclass(frozen=True)
class Evidence:
    """`wanted`: how the job of each answered event must end. `completions`: of each step of a job. `effects`: how often
    each attempt of a job left its effect; `late_effects`: those that began after the step had been completed.
    `calls`: how often the provider was sent each request."""

    wanted: Mapping[str, str]
    jobs: Sequence[Job]
    steps: Mapping[str, Collection[str]]  # by pipeline
    completions: Mapping[tuple[str, str], int]
    outputs: Mapping[tuple[str, str], int]
    effects: Mapping[tuple[str, int], int]
    late_effects: Sequence[tuple[str, int]] = ()
    ledger: Sequence[Paid] = ()
    calls: Sequence[int] = ()
    effect_pipelines: Collection[str] = field(default=("effect",))


@dataclass(frozen=True)
class Check:
    """`figure` of `of`; all must be 0. `examples`: ids to look at."""

    name: str
    figure: int
    of: int
    examples: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        return self.figure == 0


def lost(found: Evidence) -> Check:
    """Events that were answered and have no job, or more than one."""
    jobs = Counter(job.event_id for job in found.jobs)
    wrong = [id for id in found.wanted if jobs[id] != 1]
    return Check("jobs lost", len(wrong), len(found.wanted), wrong)


def doubled(found: Evidence) -> Check:
    """Steps of completed jobs that were not completed exactly once, attempts that ran twice or left no effect, and
    effects that began when their step was done."""
    wrong, steps = [], 0
    attempts = Counter(job_id for job_id, _ in found.effects)
    for job in found.jobs:
        if job.status != "completed":
            continue
        for step in found.steps[job.pipeline]:
            steps += 1
            if (found.completions.get((job.id, step)), found.outputs.get((job.id, step))) != (1, 1):
                wrong.append(f"{job.id} {step}")
        if job.pipeline in found.effect_pipelines and not attempts[job.id]:
            wrong.append(f"{job.id} without its effect")
    wrong += [f"{job_id} attempt {number}" for (job_id, number), times in found.effects.items() if times > 1]
    wrong += [f"{job_id} attempt {number} late" for job_id, number in found.late_effects]
    return Check("effects doubled or missing", len(wrong), steps, wrong)


def stuck(found: Evidence) -> Check:
    """Jobs that are not final."""
    wrong = [f"{job.id} {job.status} {job.about}" for job in found.jobs if job.status not in FINAL]
    return Check("jobs stuck after the last fault", len(wrong), len(found.jobs), wrong)


def overpaid(found: Evidence) -> Check:
    """Calls that the provider got beyond those that the ledger allowed. Which request is which row's is not known here,
    so the most often sent is held against the row that allowed most."""
    sent, allowed = (
        sorted(found.calls, reverse=True),
        sorted((row.attempts for row in found.ledger), reverse=True),
    )
    allowed += [0] * (len(sent) - len(allowed))
    beyond = sum(max(0, times - most) for times, most in zip(sent, allowed, strict=False))
    return Check("paid calls beyond the ledger", beyond, sum(sent))


def wrongly_ended(found: Evidence) -> Check:
    """Final jobs that did not end as they should: a fault was not theirs. One that the ledger ended is right."""
    ended_by_ledger = {row.job_id for row in found.ledger if row.lost >= 2}
    wrong = [
        f"{job.id} {job.pipeline} {job.status} {job.code} {job.about}"
        for job in found.jobs
        if job.status in FINAL
        and job.status != found.wanted.get(job.event_id, job.status)
        and not (job.code == BY_LEDGER and job.id in ended_by_ledger)
    ]
    return Check("jobs failed for a fault not theirs", len(wrong), len(found.jobs), wrong)


CHECKS: tuple[Callable[[Evidence], Check], ...] = (lost, doubled, stuck, overpaid, wrongly_ended)


def all_checks(found: Evidence) -> list[Check]:
    return [check(found) for check in CHECKS]
