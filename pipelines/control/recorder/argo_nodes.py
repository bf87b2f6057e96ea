"""One node of a Workflow's graph, named and numbered as Argo does it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

Node = dict[str, Any]
Phase = Literal["Pending", "Running", "Succeeded", "Skipped", "Failed", "Error", "Omitted"]
MESSAGE = 300  # characters of one message

_FNV_OFFSET, _FNV_PRIME = 0x811C9DC5, 0x01000193


def node_id(workflow: str, name: str) -> str:
    """The id of the node of this full name: the Workflow's own for its first node, else `<workflow>-<FNV-1a, 32 bit>`
    (argo-workflows, Workflow.NodeID)."""
    if name == workflow:
        return workflow
    digest = _FNV_OFFSET
    for byte in name.encode():
        digest = (digest ^ byte) * _FNV_PRIME & 0xFFFFFFFF
    return f"{workflow}-{digest}"


def stamp(moment: datetime) -> str:
    """As Kubernetes writes times: UTC, in whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def cut(text: str, most: int = MESSAGE) -> str:
    """One line of no more characters than that."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def node(
    workflow: str,
    name: str,
    kind: Literal["DAG", "Retry", "Pod", "Steps", "StepGroup", "Skipped"],
    phase: Phase,
    *,
    display: str = "",
    template: str | None = None,
    within: str | None = None,
    started: datetime | None = None,
    finished: datetime | None = None,
    message: str = "",
    **more: Any,
) -> Node:
    """`display`: its short name. `within`: the id of the DAG or the steps that it is a part of. What is empty in `more`
    (children, outboundNodes, outputs, ...) is left out."""
    fields = {
        "id": node_id(workflow, name),
        "name": name,
        "displayName": display or name,
        "type": kind,
        "templateName": template,
        "templateScope": f"local/{workflow}",
        "phase": phase,
        "boundaryID": within,
        "message": cut(message),
        "startedAt": stamp(started) if started else None,
        "finishedAt": stamp(finished) if finished else None,
        **more,
    }
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}
