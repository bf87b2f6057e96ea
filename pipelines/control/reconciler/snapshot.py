"""The part of a Workflow object that decisions need, read once per change. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pipelines.control.record_labels import is_record
from steps.core.models import Model
from steps.core.text.redaction import redact

FINAL_PHASES = frozenset({"Succeeded", "Failed", "Error"})
MESSAGE = 500  # characters that are kept of what Argo says


class FailedPod(Model):
    """A pod that failed. `exit_code` is None where the pod was deleted before Argo could read it."""

    name: str
    exit_code: int | None
    message: str


class WorkflowSnapshot(Model):
    """`phase` is empty and `started_at` None until Argo's controller starts it. `succeeded`: all of its steps did,
    even if the exit handler did not. `stopped`: somebody asked for its end, by `argo stop` or `terminate`. `recorded`:
    Argo does not run it, it shows what a job without pods does. `held_up`: why a pod does not start, in Argo's words,
    such as ImagePullBackOff."""

    name: str
    pipeline: str
    job_id: UUID
    created_at: datetime
    started_at: datetime | None
    phase: str
    message: str
    succeeded: bool
    terminated: bool
    stopped: bool = False
    recorded: bool = False
    held_up: str = ""
    failed_pods: tuple[FailedPod, ...] = ()

    @property
    def live(self) -> bool:
        return self.phase not in FINAL_PHASES


def snapshot_of(workflow: Mapping[str, Any]) -> WorkflowSnapshot | None:
    """None for a Workflow whose label `job-id` is no UUID: it is none of ours."""
    about = workflow["metadata"]
    labels = about.get("labels", {})
    try:
        job_id = UUID(labels.get("job-id", ""))
    except ValueError:
        return None
    status = workflow.get("status") or {}
    nodes = status.get("nodes") or {}
    phase = status.get("phase") or ""
    shutdown, recorded = workflow.get("spec", {}).get("shutdown"), is_record(labels)
    root = nodes.get(about["name"], {})
    return WorkflowSnapshot(
        name=about["name"],
        pipeline=labels.get("pipeline", ""),
        job_id=job_id,
        created_at=about["creationTimestamp"],
        started_at=status.get("startedAt"),
        phase=phase,
        message=_said(status.get("message")),
        succeeded=root.get("phase", phase) == "Succeeded",
        terminated=shutdown == "Terminate",
        stopped=shutdown in ("Stop", "Terminate"),
        recorded=recorded,
        held_up="" if recorded else next(_held_up(nodes), ""),
        failed_pods=() if recorded else tuple(_failed_pods(about["name"], nodes)),
    )


def _held_up(nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for node in nodes.values():
        if node.get("type") == "Pod" and node.get("phase") == "Pending" and node.get("message"):
            yield _said(node["message"])


def _failed_pods(workflow: str, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[FailedPod]:
    for node in nodes.values():
        if node.get("type") == "Pod" and node.get("phase") in ("Failed", "Error"):
            code = (node.get("outputs") or {}).get("exitCode")
            yield FailedPod(
                name=pod_name(workflow, node),
                exit_code=int(code) if code is not None else None,
                message=_said(node.get("message")),
            )


def pod_name(workflow: str, node: Mapping[str, Any]) -> str:
    """As Argo names it: the node's id with the template's name in it (argo-workflows, workflow/util/pod_name.go)."""
    number = str(node["id"]).removeprefix(f"{workflow}-")
    return f"{workflow}-{node.get('templateName', '')}-{number}" if number != node["id"] else workflow


def _said(message: Any) -> str:
    return redact(str(message or ""))[:MESSAGE]
