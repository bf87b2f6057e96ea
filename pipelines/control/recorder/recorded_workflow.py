"""The Workflow object that stands for a job, and no more bytes of it than one record may have. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.control.record_labels import ARCHIVING, COMPLETED, ENDED, EXECUTOR, LIVE, PHASE, RECORD, WARM
from pipelines.control.recorder.argo_nodes import Node, cut, node, stamp
from pipelines.control.recorder.node_graph import SHOWN, graph_nodes, workflow_phase
from pipelines.control.recorder.record_room import RECORD_BYTES, SHORTEST_SECONDS
from pipelines.control.recorder.recorded_job import RecordedJob
from pipelines.core import trigger
from pipelines.core.rendered.template import WorkflowTemplate

DESCRIPTION = "workflows.argoproj.io/description"
PAGE = "background-jobs/page"
LOST = "the job is gone, or cannot be read"
FIELD = 7  # bytes beside its name that Kubernetes keeps of each field, to know who set it: `"f:…":{},`
OWNER = 200  # bytes of such an entry beside its fields

Object = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """`bytes`: what it takes in etcd at most."""

    workflow: Object
    bytes: int

    @property
    def name(self) -> str:
        return str(self.workflow["metadata"]["name"])


def record_of(
    job: RecordedJob,
    template: WorkflowTemplate | None,
    *,
    public_url: str | None = None,
    lifetime: int | None = None,
    archive: bool = False,
    most: int = RECORD_BYTES,
) -> Record:
    """`lifetime`: seconds after its end until Argo deletes it; None for a job at work, since Argo would delete such a
    record at once. `archive`: have Argo keep it in its archive. Without a template, which a job of another release may
    lack, the graph is its first node alone; so it is where the graph does not fit into `most` bytes."""
    about = trigger.workflow(job.pipeline, str(job.id), job.workflow)
    phase = workflow_phase(job)
    about["metadata"]["labels"] |= {
        EXECUTOR: WARM, RECORD: ENDED if job.final else LIVE, COMPLETED: "true", PHASE: phase,
    }  # fmt: skip
    about["metadata"]["annotations"] = _annotations(job, public_url)
    if job.final and lifetime is not None:
        about["spec"]["ttlStrategy"] = _expiry(lifetime)
    if job.final and archive:
        about["metadata"]["labels"][ARCHIVING] = "Pending"
    for nodes in _smaller(job, template):
        workflow = {**about, "status": _status(job, phase, nodes)}
        if (size := stored_bytes(workflow)) <= most:
            break
    return Record(workflow, size)


def _annotations(job: RecordedJob, public_url: str | None) -> dict[str, str]:
    ran = "Ran in a process that is always there, without pods"
    if public_url is None:
        return {DESCRIPTION: f"{ran}."}
    page = f"{public_url}/jobs/{job.id}"
    return {DESCRIPTION: f"{ran}: [logs and times]({page}).", PAGE: page}


def _smaller(job: RecordedJob, template: WorkflowTemplate | None) -> Iterator[dict[str, Node]]:
    """The graph, each time with less of it; the last one fits."""
    for shown, message in ((SHOWN, 300), (8, 300), (3, 160), (1, 80)):
        if template is None:
            break
        nodes = graph_nodes(job, template, shown)
        for one in nodes.values():
            if "message" in one:
                one["message"] = cut(one["message"], message)
        yield nodes
    phase = workflow_phase(job)
    root = node(
        job.workflow, job.workflow, "DAG", phase, started=job.started_at, finished=job.ended_at if job.final else None,
        message=f"{job.message} (the graph is not shown)".strip(),
    )  # fmt: skip
    yield {root["id"]: root}


def _status(job: RecordedJob, phase: str, nodes: Mapping[str, Node]) -> Object:
    pods = [one for one in nodes.values() if one["type"] == "Pod"]
    done = sum(one["phase"] == "Succeeded" for one in pods)
    status = {
        "phase": phase,
        "startedAt": stamp(job.started_at),
        "progress": f"{done}/{len(pods)}",
        "conditions": [{"type": "PodRunning", "status": "False"}],
        "nodes": dict(nodes),
    }
    if job.final:
        status["conditions"] = [*status["conditions"], {"type": "Completed", "status": "True"}]
        status["finishedAt"] = stamp(job.ended_at or job.now)
    if job.message:
        status["message"] = cut(job.message)
    return status


def stored_bytes(workflow: Mapping[str, Any]) -> int:
    """What the object takes in etcd: its JSON, and what Kubernetes keeps of who set which field (`managedFields`)."""
    whole = len(json.dumps(workflow, ensure_ascii=False, separators=(",", ":")).encode())
    return whole + OWNER + _fields(workflow)


def _fields(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(len(key.encode()) + FIELD + _fields(inner) for key, inner in value.items()) + FIELD
    return 0


def update_of(record: Record) -> list[Object]:
    """What makes of a record that is there already the present one, as a JSON patch. It is refused where the object is
    none of ours any more: it was made by hand, or `argo retry` made a real Workflow of it. Of the spec it touches only
    what Argo needs at the end, so that it cannot take back somebody's `argo stop`."""
    metadata = record.workflow["metadata"]
    labels = metadata["labels"]
    operations = [
        _test(EXECUTOR, WARM),
        _test(COMPLETED, "true"),
        *(
            {"op": "add", "path": f"/metadata/labels/{_escaped(name)}", "value": value}
            for name, value in labels.items()
        ),
        {"op": "add", "path": "/status", "value": record.workflow["status"]},
        {"op": "add", "path": "/metadata/managedFields", "value": [{}]},  # which empties it
    ]
    if "ttlStrategy" in record.workflow["spec"]:
        operations.append(
            {"op": "add", "path": "/spec/ttlStrategy", "value": record.workflow["spec"]["ttlStrategy"]}
        )
    return operations


def closing_of(name: str, now: datetime) -> list[Object]:
    """What ends a record of which nothing more can be told. It keeps the label of those at work: to
    whoever watches these, one that leaves them looks like a deleted one, which would cancel a job."""
    root = node(name, name, "DAG", "Error", started=now, finished=now, message=LOST)
    status = {
        "phase": "Error",
        "startedAt": stamp(now),
        "finishedAt": stamp(now),
        "message": LOST,
        "nodes": {name: root},
    }
    return [
        _test(EXECUTOR, WARM),
        _test(COMPLETED, "true"),
        {"op": "add", "path": f"/metadata/labels/{_escaped(PHASE)}", "value": "Error"},
        {"op": "add", "path": "/status", "value": status},
        {"op": "add", "path": "/spec/ttlStrategy", "value": _expiry(SHORTEST_SECONDS)},
    ]


def _expiry(seconds: int) -> dict[str, int]:
    return {f"secondsAfter{when}": seconds for when in ("Completion", "Success", "Failure")}


def _test(label: str, value: str) -> Object:
    return {"op": "test", "path": f"/metadata/labels/{_escaped(label)}", "value": value}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
