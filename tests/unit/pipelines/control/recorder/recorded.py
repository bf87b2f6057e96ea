"""Jobs without pods as the recorder reads them, and their graphs by the short names of nodes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pipelines.control.recorder.node_graph import graph_nodes
from pipelines.control.recorder.recorded_job import RecordedAttempt, RecordedJob, ShortError
from pipelines.core.rendered.graph import templates

JOB = UUID("019a5f00-0000-7000-8000-000000000001")
PIPELINE = "news-analyzer"
WORKFLOW = f"{PIPELINE}-{JOB}"
STEPS = ("validate-job", "process-news-analyzer", "update-job-status")
START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def attempt(
    step: str, begun: float, ended: float | None = None, status: str = "", place: int = 0, **known: Any
) -> RecordedAttempt:
    """`begun` and `ended` in seconds; completed where it has ended and nothing else is said."""
    if "error" in known:
        code, _, message = known["error"].partition(": ")
        known["error"] = ShortError(code=code, message=message)
    return RecordedAttempt(
        step=step,
        place=place,
        status=status or ("running" if ended is None else "completed"),
        started_at=at(begun),
        finished_at=None if ended is None else at(ended),
        **known,
    )


def recorded(*attempts: RecordedAttempt, status: str = "running", **known: Any) -> RecordedJob:
    """A job of news-analyzer; one that is final ended after 9 seconds."""
    about: dict[str, Any] = {
        "id": JOB,
        "generation": 0,
        "pipeline": PIPELINE,
        "workflow": WORKFLOW,
        "dispatched_at": START,
        "finished_at": None if status in ("running", "dispatched") else at(9),
        "now": at(10),
        "version": len(attempts),
    }
    return RecordedJob(**{**about, **known}, status=status, attempts=attempts)


def done(*steps: str) -> list[RecordedAttempt]:
    """Each of them completed, one after the other, a second each."""
    return [attempt(step, number, number + 1, exit_code=0) for number, step in enumerate(steps)]


def graph(job: RecordedJob) -> dict[str, dict[str, Any]]:
    """Its nodes by display name, in which the Workflow's own name is `*`."""
    nodes = graph_nodes(job, templates()[job.pipeline])
    return {node["displayName"].replace(job.workflow, "*"): node for node in nodes.values()}


def phases(job: RecordedJob) -> dict[str, str]:
    """The phases of its nodes, by display name."""
    return {name: node["phase"] for name, node in graph(job).items()}
