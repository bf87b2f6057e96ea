"""What the reconciler does about one job, for every combination that can be: by table."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.control.reconciler.decision import (
    Action,
    Cancel,
    FreePlace,
    HandOver,
    Row,
    Settle,
    StartAnew,
    Terminate,
    Trigger,
    decide,
)
from pipelines.control.reconciler.snapshot import WorkflowSnapshot

JOB_ID = uuid.UUID("01900000-0000-7000-8000-000000000001")
OWN = f"trial-{JOB_ID}"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BUDGET = 120.0
DUE = NOON + timedelta(seconds=BUDGET)


def row(**changed: Any) -> Row:
    """A job that runs in its own Workflow since a minute."""
    known: dict[str, Any] = {
        "id": JOB_ID, "pipeline": "trial", "status": "running", "generation": 0, "executor": "argo", "workflow": OWN,
        "begun": True, "place_free": False, "since_dispatched": 60.0, "deadline_at": DUE, "past_deadline": -60.0,
        "since_finished": None,
    }  # fmt: skip
    return Row(**(known | changed))


def workflow(name: str = OWN, phase: str = "Running", minute: int = 0, **changed: Any) -> WorkflowSnapshot:
    created = NOON + timedelta(minutes=minute)
    known: dict[str, Any] = {
        "name": name, "pipeline": "trial", "job_id": JOB_ID, "created_at": created,
        "started_at": created if phase else None, "phase": phase, "message": "",
        "succeeded": phase == "Succeeded", "terminated": False,
    }  # fmt: skip
    return WorkflowSnapshot(**(known | changed))


FRESH: dict[str, Any] = {"status": "dispatched", "begun": False, "since_dispatched": 1.0}
QUEUED: dict[str, Any] = {
    "status": "queued", "begun": False, "executor": None, "workflow": None, "since_dispatched": None,
    "deadline_at": None, "past_deadline": None,
}  # fmt: skip
UNTIMED: dict[str, Any] = {"since_dispatched": None, "deadline_at": None, "past_deadline": None}
DONE: dict[str, Any] = {"status": "completed", "since_finished": 1.0}
STRANGER = workflow("by-hand", minute=5)
WARM: dict[str, Any] = {"executor": "warm"}


def shown(name: str = OWN, phase: str = "Running", **changed: Any) -> WorkflowSnapshot:
    """The record of a job without pods."""
    return workflow(name, phase, recorded=True, **changed)


CASES: list[tuple[str, Row, list[WorkflowSnapshot], bool, list[Action]]] = [
    ("runs", row(), [workflow()], False, []),
    ("waits for a controller", row(), [workflow(phase="")], False, []),
    ("waits for a controller since an hour", row(past_deadline=3600.0), [workflow(phase="")], False, []),
    ("held back by Argo since an hour", row(past_deadline=3600.0), [workflow(phase="Pending", started_at=None)], False,
     []),
    ("began an hour late", row(past_deadline=3600.0), [workflow(started_at=NOON + timedelta(hours=1))], False,
     [HandOver(workflow(started_at=NOON + timedelta(hours=1)))]),
    ("began a moment late", row(), [workflow(started_at=NOON + timedelta(seconds=9))], False, []),
    ("was triggered a moment ago", row(**FRESH), [], False, []),
    ("trigger lost", row(**FRESH | {"since_dispatched": 30.0}), [], False, [Trigger()]),
    ("direct trigger lost",
     row(**FRESH | {"since_dispatched": 10.0, "executor": "kubernetes"}), [], False, [Trigger()]),
    ("new generation not triggered", row(generation=1, begun=False), [], False, [Trigger()]),
    ("deleted", row(), [], True, [Settle("workflow_deleted")]),
    ("deleted before it began", row(**FRESH), [], True, [Settle("workflow_deleted")]),
    ("gone, nobody saw how", row(), [], False, [StartAnew()]),
    ("gone for the third time", row(generation=2), [], False, [Settle("workflow_lost")]),
    ("ended without its exit handler", row(), [workflow(phase="Failed")], False, [Settle("ended")]),
    ("refused by Argo", row(**FRESH), [workflow(phase="Error")], False, [Settle("ended")]),
    ("just past its deadline", row(past_deadline=39.0), [workflow()], False, []),
    ("far past its deadline", row(past_deadline=41.0), [workflow()], False,
     [Settle("deadline_exceeded"), Terminate(OWN)]),
    ("past its deadline and being terminated", row(past_deadline=41.0), [workflow(terminated=True)], False,
     [Settle("deadline_exceeded")]),
    ("begun by hand before we saw it", row(**UNTIMED), [workflow()], False,
     [HandOver(workflow())]),
    ("begun by hand and gone", row(**UNTIMED), [], False, [StartAnew()]),
    ("a stranger beside its own", row(), [STRANGER, workflow()], False, [Terminate("by-hand")]),
    ("a stranger that is ending already", row(), [workflow("x", terminated=True), workflow()], False, []),
    ("a stranger that ended", row(), [workflow("x", "Failed"), workflow()], False, []),
    ("its own ended, a stranger lives", row(), [workflow(phase="Failed"), STRANGER], False,
     [Settle("ended"), Terminate("by-hand")]),
    ("queued, nothing by hand", row(**QUEUED), [workflow("x", "Failed")], False, []),
    ("queued, started by hand", row(**QUEUED), [STRANGER], False, [HandOver(STRANGER)]),
    ("queued, started by hand twice", row(**QUEUED), [workflow("later", minute=9), STRANGER], False,
     [HandOver(STRANGER), Terminate("later")]),
    ("queued, another job's template by hand",
     row(**QUEUED), [workflow("x", pipeline="other")], False, [Terminate("x")]),
    ("not there yet, started by hand", row(**FRESH), [STRANGER], False, [HandOver(STRANGER)]),
    ("not there yet, by hand and ended again", row(**FRESH), [workflow("x", terminated=True)], False, []),
    ("run without a cluster", row(executor="local"), [workflow()], False, [Terminate(OWN)]),
    ("run without pods and not shown", row(**WARM, past_deadline=500.0), [], False, []),
    ("run without pods", row(**WARM, past_deadline=500.0), [shown()], False, []),
    ("without pods in a later generation", row(**WARM, workflow=f"{OWN}-1"), [shown(), shown(f"{OWN}-1")], False, []),
    ("run without pods, the record of its former generation deleted", row(**WARM, workflow=f"{OWN}-1"), [], False, []),
    ("argo stop", row(**WARM), [shown(stopped=True)], False, [Cancel("argo stop")]),
    ("argo terminate", row(**WARM), [shown(stopped=True, terminated=True)], False, [Cancel("argo terminate")]),
    ("its record deleted", row(**WARM), [], True, [Cancel("kubectl delete")]),
    ("its record stopped as it ended", row(**WARM | DONE), [shown(stopped=True)], False, []),
    ("its record deleted as it ended", row(**WARM | DONE), [], True, []),
    ("run without pods, started by hand", row(**WARM), [shown(), STRANGER], False, [Terminate("by-hand")]),
    ("ended without pods, argo retry of it", row(**WARM | DONE), [workflow()], False, []),
    ("ended without pods long ago, argo retry of it",
     row(**WARM | DONE | {"since_finished": 60.0}), [workflow()], False, [Terminate(OWN)]),
    ("went on in pods", row(workflow=f"{OWN}-1"), [shown(), workflow(f"{OWN}-1")], False, []),
    ("completed, its last pod ends", row(**DONE), [workflow()], False, []),
    ("completed, its Workflow ended", row(**DONE), [workflow(phase="Succeeded")], False, [FreePlace()]),
    ("completed, Workflow removed", row(**DONE), [], False, [FreePlace()]),
    ("cancelled before its trigger arrived", row(**FRESH | DONE | {"status": "cancelled"}), [], False, []),
    ("completed, its place free", row(**DONE, place_free=True), [workflow(phase="Succeeded")], False, []),
    ("completed long ago, its Workflow stays", row(**DONE | {"since_finished": 60.0}), [workflow()], False,
     [Terminate(OWN)]),
    ("cancelled", row(status="cancelled", since_finished=0.1), [workflow()], False, [Terminate(OWN)]),
    ("failed, started by hand again", row(status="failed", since_finished=5.0, place_free=True), [STRANGER], False, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "workflows", "deleted", "actions"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_to_do(
    row: Row, workflows: list[WorkflowSnapshot], deleted: bool, actions: list[Action]
) -> None:
    assert decide(row, workflows, deleted=deleted, budget=BUDGET) == actions


@pytest.mark.parametrize("executor", ["argo", "kubernetes", None])
def test_a_live_job_is_never_settled_while_its_workflow_lives_in_time(executor: str | None) -> None:
    for status, begun in (("dispatched", False), ("running", True)):
        for waited in (0.0, 10_000.0):
            known = row(executor=executor, status=status, begun=begun, since_dispatched=waited)
            assert decide(known, [workflow()], deleted=False, budget=BUDGET) == []
