"""Each check fails on what it is for, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from tests.chaos.checks import Evidence, Job, Paid, all_checks
from tests.chaos.faults.registry import DATABASE, FAULTS
from tests.chaos.load import events
from tests.chaos.plan import Form, planned

STEPS = {"effect": ("validate-trial", "process-effect"), "news-analyzer": ("validate-job",)}
DONE = {("a", "validate-trial"): 1, ("a", "process-effect"): 1}
GOOD = Evidence(
    wanted={"e-1": "completed", "e-2": "failed", "e-3": "completed"},
    jobs=[
        Job("a", "e-1", "effect", "completed"),
        Job("b", "e-2", "effect", "failed", "meant"),
        Job("c", "e-3", "news-analyzer", "completed"),
    ],
    steps=STEPS,
    completions={**DONE, ("c", "validate-job"): 1},
    outputs={**DONE, ("c", "validate-job"): 1},
    effects={("a", 1): 1, ("a", 2): 1, ("b", 1): 1},
    ledger=[Paid("c", 2, 1, "succeeded"), Paid("c", 1, 0, "succeeded")],
    calls=[1, 2],
)
LOST, DOUBLED, STUCK, OVERPAID, WRONGLY = range(5)


def jobs_with(job: Job) -> list[Job]:
    return [job if one.id == job.id else one for one in GOOD.jobs]


def test_what_a_repeated_attempt_leaves_is_good() -> None:
    assert [check.figure for check in all_checks(GOOD)] == [0] * 5


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        (replace(GOOD, jobs=GOOD.jobs[1:]), LOST),
        (replace(GOOD, jobs=[*GOOD.jobs, Job("d", "e-2", "effect", "failed")]), LOST),
        (replace(GOOD, completions={**GOOD.completions, ("a", "process-effect"): 2}), DOUBLED),
        (replace(GOOD, outputs={("a", "process-effect"): 1, ("c", "validate-job"): 1}), DOUBLED),
        (replace(GOOD, effects={**GOOD.effects, ("a", 2): 2}), DOUBLED),
        (replace(GOOD, effects={("b", 1): 1}), DOUBLED),
        (replace(GOOD, late_effects=[("a", 2)]), DOUBLED),
        (replace(GOOD, jobs=jobs_with(Job("c", "e-3", "news-analyzer", "running"))), STUCK),
        (replace(GOOD, calls=[1, 3]), OVERPAID),
        (replace(GOOD, calls=[2, 2]), OVERPAID),
        (replace(GOOD, calls=[1, 1, 1]), OVERPAID),
        (
            replace(GOOD, jobs=jobs_with(Job("c", "e-3", "news-analyzer", "failed", "deadline_exceeded"))),
            WRONGLY,
        ),
        (replace(GOOD, jobs=jobs_with(Job("c", "e-3", "news-analyzer", "failed", "lost_again"))), WRONGLY),
        (replace(GOOD, jobs=jobs_with(Job("b", "e-2", "news-analyzer", "completed"))), WRONGLY),
    ],
)
def test_what_is_wrong_is_found(found: Evidence, broken: int) -> None:
    assert all_checks(found)[broken].figure > 0


def test_a_job_that_the_ledger_ended_before_a_third_payment_is_right() -> None:
    ended = jobs_with(Job("c", "e-3", "news-analyzer", "failed", "lost_again"))
    found = replace(GOOD, jobs=ended, ledger=[Paid("c", 3, 2, "intent")], calls=[2])
    assert [check.figure for check in all_checks(found)] == [0] * 5


def test_the_same_seed_makes_the_same_plan_and_the_same_events() -> None:
    form = Form(7, 50, 60, 1, 30, 1, 10, 60, 1, True)

    def plan(form: Form) -> list[tuple[str, float, float]]:
        cycles = islice(planned(DATABASE, form), 2 * len(DATABASE))
        return [(one.fault.name, one.seconds, one.pause) for one in cycles]

    assert plan(form) == plan(form) != plan(replace(form, seed=8))
    assert {name for name, _, _ in plan(form)} == {fault.name for fault in DATABASE}
    assert list(events(7, 50)) == list(events(7, 50)) != list(events(8, 50))


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
