"""The whole graph, for every way in which a job can stand or end."""

from __future__ import annotations

import pytest

from pipelines.control.recorder.node_graph import workflow_phase
from tests.unit.pipelines.control.recorder.recorded import (
    STEPS,
    WORKFLOW,
    attempt,
    done,
    graph,
    phases,
    recorded,
)

VALIDATE, PROCESS, LAST = STEPS
SUCCEEDED = {
    "*": "Succeeded",
    VALIDATE: "Succeeded",
    f"{VALIDATE}(0)": "Succeeded",
    PROCESS: "Succeeded",
    f"{PROCESS}(0)": "Succeeded",
    "*.onExit": "Succeeded",
    "[0]": "Succeeded",
    LAST: "Succeeded",
    f"{LAST}(0)": "Succeeded",
}


def test_a_completed_job() -> None:
    job = recorded(*done(*STEPS), status="completed")
    assert phases(job) == SUCCEEDED
    assert workflow_phase(job) == "Succeeded"


def test_nodes_lead_to_one_another_as_in_argo() -> None:
    """The root leads to the first task, each last attempt to the next task; the exit handler stands beside it."""
    nodes = graph(recorded(*done(*STEPS), status="completed"))
    ids = {name: node["id"] for name, node in nodes.items()}
    leads = {name: node["children"] for name, node in nodes.items() if "children" in node}
    assert leads == {
        "*": [ids[VALIDATE]],
        VALIDATE: [ids[f"{VALIDATE}(0)"]],
        f"{VALIDATE}(0)": [ids[PROCESS]],
        PROCESS: [ids[f"{PROCESS}(0)"]],
        "*.onExit": [ids["[0]"]],
        "[0]": [ids[LAST]],
        LAST: [ids[f"{LAST}(0)"]],
    }
    assert nodes["*"]["outboundNodes"] == [ids[f"{PROCESS}(0)"]]
    assert nodes["*.onExit"]["outboundNodes"] == [ids[f"{LAST}(0)"]]
    within = {name: node.get("boundaryID") for name, node in nodes.items()}
    assert {within[name] for name in (VALIDATE, f"{VALIDATE}(0)", PROCESS)} == {WORKFLOW}
    assert {within[name] for name in ("[0]", LAST, f"{LAST}(0)")} == {ids["*.onExit"]}
    assert (within["*"], within["*.onExit"]) == (None, None)
    assert nodes[LAST]["name"] == f"{WORKFLOW}.onExit[0].{LAST}"


def test_a_job_at_work() -> None:
    job = recorded(*done(VALIDATE), attempt(PROCESS, 1))
    assert phases(job) == {
        "*": "Running",
        VALIDATE: "Succeeded",
        f"{VALIDATE}(0)": "Succeeded",
        PROCESS: "Running",
        f"{PROCESS}(0)": "Running",
    }
    assert "finishedAt" not in graph(job)["*"]


def test_a_dispatched_job() -> None:
    job = recorded(status="dispatched")
    assert phases(job) == {"*": "Running", VALIDATE: "Running", f"{VALIDATE}(0)": "Pending"}


def test_a_failed_job_whose_exit_handler_is_at_work() -> None:
    failed = attempt(PROCESS, 1, 2, "failed", exit_code=65, error="model_refused: the model refused")
    found = phases(recorded(*done(VALIDATE), failed, attempt(LAST, 2)))
    assert (found["*"], found[PROCESS], found["*.onExit"], found[LAST]) == (
        "Failed",
        "Failed",
        "Running",
        "Running",
    )


def test_a_job_that_failed_at_its_first_step() -> None:
    failed = attempt(VALIDATE, 0, 1, "failed", exit_code=65, error="invalid_input: no text")
    error = {"code": "invalid_input", "message": "no text"}
    job = recorded(failed, attempt(LAST, 1, 2), status="failed", error=error)
    assert phases(job) == {
        "*": "Failed",
        VALIDATE: "Failed",
        f"{VALIDATE}(0)": "Failed",
        PROCESS: "Omitted",
        "*.onExit": "Succeeded",
        "[0]": "Succeeded",
        LAST: "Succeeded",
        f"{LAST}(0)": "Succeeded",
    }
    assert graph(job)["*"]["message"] == "invalid_input: no text"


@pytest.mark.parametrize("begun", [True, False])
def test_a_cancelled_job_has_no_exit_handler(begun: bool) -> None:
    stopped = attempt(PROCESS, 1, 2, "lost", error="cancelled: cancelled on request")
    job = recorded(*done(VALIDATE), *([stopped] if begun else []), status="cancelled")
    found = phases(job)
    assert (found["*"], found[PROCESS], "*.onExit" in found) == (
        "Failed",
        "Failed" if begun else "Omitted",
        False,
    )
    assert workflow_phase(job) == "Failed"


def test_a_generation_that_lost_its_job_is_an_error() -> None:
    job = recorded(attempt(VALIDATE, 0, 1, "lost", error="lost: gone"), goes_on_as=f"{WORKFLOW}-1")
    assert phases(job) == {"*": "Error", VALIDATE: "Error", f"{VALIDATE}(0)": "Error", PROCESS: "Omitted"}
    assert workflow_phase(job) == "Error"


def test_a_rerun_skips_the_steps_that_it_keeps() -> None:
    job = recorded(
        attempt(PROCESS, 0, 1), attempt(LAST, 1, 2), status="completed", outputs=frozenset({VALIDATE})
    )
    assert phases(job)[VALIDATE] == "Skipped"
    assert graph(job)[VALIDATE]["children"] == [graph(job)[PROCESS]["id"]]
    assert phases(job)["*"] == "Succeeded"
