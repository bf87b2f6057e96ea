"""Reading Workflow objects as Argo 3.7 and 4.1 write them."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.control.exit_reason import exit_error
from pipelines.control.reconciler.outcome import ended
from pipelines.control.reconciler.snapshot import FailedPod, WorkflowSnapshot, snapshot_of
from steps.core.outcome import JobError
from steps.core.status import AttemptStatus
from steps.update_job_status import UnfinishedStep

JOB_ID = "01900000-0000-7000-8000-000000000001"
NAME = f"news-analyzer-{JOB_ID}"


def workflow(phase: str | None = None, nodes: dict[str, Any] | None = None, **status: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "metadata": {
            "name": NAME,
            "creationTimestamp": "2026-01-01T12:00:00Z",
            "labels": {"pipeline": "news-analyzer", "job-id": JOB_ID},
        },
        "spec": {},
    }
    if phase:
        found["status"] = {"phase": phase, **status, **({"nodes": nodes} if nodes is not None else {})}
    return found


def node(
    number: int, phase: str, code: str | None = None, message: str = "", kind: str = "Pod"
) -> dict[str, Any]:
    node_id = f"{NAME}-{number}"
    made = {"id": node_id, "type": kind, "templateName": "validate-job", "phase": phase, "message": message}
    return {node_id: made | ({"outputs": {"exitCode": code}} if code else {})}


def test_one_that_no_controller_looked_at_is_live() -> None:
    one = snapshot_of(workflow())
    assert one
    assert (one.phase, one.live, one.succeeded, one.failed_pods) == ("", True, False, ())


def test_a_record_has_no_pods() -> None:
    made = workflow("Running", node(1, "Failed", "137") | node(2, "Pending", message="waits"))
    made["metadata"]["labels"] |= {"executor": "warm", "workflows.argoproj.io/completed": "true"}
    made["spec"]["shutdown"] = "Stop"
    one = snapshot_of(made)
    assert one
    assert (one.recorded, one.live, one.failed_pods, one.held_up) == (True, True, (), "")
    assert (one.stopped, one.terminated) == (True, False)


@pytest.mark.parametrize("labels", [{}, {"job-id": "from-the-trigger"}, {"job-id": ""}])
def test_one_without_a_jobs_id_is_none_of_ours(labels: dict[str, str]) -> None:
    foreign = workflow("Running")
    foreign["metadata"]["labels"] = labels
    assert snapshot_of(foreign) is None


def test_pods_that_failed_are_named_as_kubernetes_knows_them() -> None:
    nodes = {
        NAME: {"id": NAME, "type": "DAG", "phase": "Running"},
        **node(1, "Failed", kind="Retry"),
        **node(23, "Failed", "137", "OOMKilled (exit code 137)"),
        **node(42, "Error", message="pod deleted"),
        **node(77, "Succeeded", "0"),
        **node(99, "Running"),
    }
    one = snapshot_of(workflow("Running", nodes))
    assert one
    assert one.failed_pods == (
        FailedPod(name=f"{NAME}-validate-job-23", exit_code=137, message="OOMKilled (exit code 137)"),
        FailedPod(name=f"{NAME}-validate-job-42", exit_code=None, message="pod deleted"),
    )


@pytest.mark.parametrize(
    ("phase", "root", "succeeded"),
    [
        ("Succeeded", "Succeeded", True),
        ("Failed", "Succeeded", True),
        ("Failed", "Failed", False),
        ("Error", None, False),
    ],
)
def test_its_steps_may_have_succeeded_though_its_exit_handler_failed(
    phase: str,
    root: str | None,
    succeeded: bool,
) -> None:
    nodes = {NAME: {"id": NAME, "type": "DAG", "phase": root}} if root else {}
    one = snapshot_of(workflow(phase, nodes))
    assert one
    assert one.succeeded is succeeded


def test_what_argo_says_is_cut_and_holds_no_secret() -> None:
    one = snapshot_of(workflow("Error", message="postgresql://jobs:canary@db/jobs refused " + "x" * 9999))
    assert one
    assert "canary" not in one.message
    assert len(one.message) == 500


def of(phase: str, **status: Any) -> WorkflowSnapshot:
    one = snapshot_of(workflow(phase, **status))
    assert one
    return one


def attempt(code: str, *, retryable: bool = True) -> UnfinishedStep:
    error = JobError(code=code, message="…", retryable=retryable)
    return UnfinishedStep(step="validate-job", number=2, status=AttemptStatus.FAILED, error=error)


@pytest.mark.parametrize(
    ("one", "unfinished", "code", "step"),
    [
        (of("Failed", message="child failed"), [attempt("provider_down")], "provider_down", "validate-job"),
        (
            of("Failed", message="Step exceeded its deadline"),
            [attempt("died")],
            "deadline_exceeded",
            "validate-job",
        ),
        (of("Error", message="not found"), [], "workflow_error", None),
        (of("Error", message="pod deleted"), [attempt("killed")], "killed", "validate-job"),
        (of("Failed", message="Stopped with strategy 'Stop'"), [], "workflow_failed", None),
        (
            of("Failed").model_copy(update={"terminated": True}),
            [attempt("terminated")],
            "workflow_terminated",
            "validate-job",
        ),
    ],
)
def test_a_job_fails_with_what_comes_first(
    one: WorkflowSnapshot, unfinished: list[UnfinishedStep], code: str, step: str | None
) -> None:
    outcome = ended(one, unfinished)
    assert outcome.status == "failed"
    assert outcome.error
    assert (outcome.error.code, outcome.error.step) == (code, step)


def test_a_job_whose_steps_succeeded_is_completed() -> None:
    assert ended(of("Succeeded"), []).status == "completed"


@pytest.mark.parametrize(
    ("exit_code", "message", "code"),
    [
        (137, "OOMKilled (exit code 137)", "out_of_memory"),
        (137, "OOMKilled: the step used more than 160 MiB", "out_of_memory"),
        (143, "", "deadline_exceeded"),
        (None, "Pod was active on the node longer than the specified deadline", "deadline_exceeded"),
        (137, "", "killed"),
        (None, "The node was low on resource: memory", "killed"),
        (139, "", "died"),
        (3, "Error (exit code 3)", "died"),
    ],
)
def test_every_death_has_a_word(exit_code: int | None, message: str, code: str) -> None:
    error = exit_error(exit_code, message)
    assert error.code == code
    assert error.message
    assert error.retryable


def test_a_death_that_names_its_own_error_keeps_that_code() -> None:
    words = "terminated: the container was told to stop: deadline, eviction or cancellation"
    assert exit_error(75, words, "terminated").code == "terminated"
