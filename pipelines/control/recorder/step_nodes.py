"""The nodes of one step: a retry node with its attempts, or one node that says why it did not run. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.control.recorder.argo_nodes import Node, Phase, node, node_id
from pipelines.control.recorder.recorded_job import RecordedAttempt, RecordedJob
from pipelines.core.rendered.graph import steps_of
from pipelines.core.rendered.template import Template
from steps.core.outcome import CANCELLED
from steps.core.status import AttemptStatus

PHASES: dict[str, Phase] = {
    AttemptStatus.RUNNING: "Running",
    AttemptStatus.COMPLETED: "Succeeded",
    AttemptStatus.FAILED: "Failed",
    AttemptStatus.WAITING: "Failed",  # as a pod that exits to be looked at again
    AttemptStatus.LOST: "Error",
}
GOOD: frozenset[Phase] = frozenset({"Succeeded", "Skipped"})
DONE: frozenset[Phase] = GOOD | {"Failed", "Error", "Omitted"}


@dataclass(frozen=True)
class Placed:
    """Where a step stands: `name` is its node's full name, `display` its short one, `within` the id of its DAG or
    steps. `over`: no further attempt begins there. `shown`: the most attempts of it that are shown."""

    name: str
    display: str
    within: str
    template: Template
    over: bool
    shown: int


@dataclass
class StepNodes:
    """`first` is the node that others lead to, `last` the id of the one that leads on. No nodes: it has none yet."""

    phase: Phase | None = None
    nodes: list[Node] = field(default_factory=list)
    last: str = ""

    @property
    def first(self) -> Node:
        return self.nodes[0]


def step_nodes(job: RecordedJob, place: Placed, *, ready: bool) -> StepNodes:
    """`ready`: all that it waits for has ended well."""
    steps = steps_of(place.template)
    runs = pods(one for one in job.attempts if one.step in steps)
    if runs:
        return _attempted(job, place, runs)
    if steps and job.outputs.issuperset(steps):
        return alone(job, place, "Skipped", _inherited(job))
    if place.over:
        told = "the job ended first" if ready else "depends condition not met"
        return alone(job, place, "Omitted", f"omitted: {told}")
    return _pending(job, place) if ready else StepNodes()


def pods(attempts: Iterable[RecordedAttempt]) -> list[list[RecordedAttempt]]:
    """Attempts as pods would have made them: one that runs several steps begins anew where a step comes again."""
    found: list[list[RecordedAttempt]] = []
    for one in sorted(attempts, key=lambda attempt: (attempt.started_at, attempt.place)):
        if not found or any(one.step == earlier.step for earlier in found[-1]):
            found.append([])
        found[-1].append(one)
    return found


def phase_of(attempt: RecordedAttempt) -> Phase:
    """As a pod's that ended like it. What somebody stopped has failed; what was lost with its process is an error."""
    if attempt.status == AttemptStatus.LOST and attempt.error and attempt.error.code == CANCELLED:
        return "Failed"
    return PHASES.get(attempt.status, "Error")


def _attempted(job: RecordedJob, place: Placed, runs: Sequence[Sequence[RecordedAttempt]]) -> StepNodes:
    last = runs[-1][-1]
    phase = phase_of(last)
    told = said(last)
    if place.template.retry_strategy is None:
        pod = _pod(job, place, runs[-1], place.name, place.display)
        return StepNodes(phase, [pod], pod["id"])
    shown = runs if len(runs) <= place.shown else [runs[0], *runs[len(runs) + 1 - place.shown :]]
    children = [
        _pod(
            job, place, run, f"{place.name}({run[0].place})", f"{place.display}({run[0].place})", retried=True
        )
        for run in shown
    ]
    if not place.over and phase != "Succeeded":
        phase, told = "Running", "" if phase == "Running" else f"next attempt after {told}"
    hidden = runs[-1][0].place + 1 - len(shown)
    if hidden > 0:
        told = "; ".join(filter(None, (f"{hidden} attempts after the first are not shown", told)))
    retry = node(
        job.workflow, place.name, "Retry", phase, display=place.display, template=place.template.name,
        within=place.within, started=runs[0][0].started_at,
        finished=last.finished_at if phase in DONE else None,
        message="" if phase == "Succeeded" and not hidden else told,
        children=[child["id"] for child in children],
    )  # fmt: skip
    return StepNodes(phase, [retry, *children], children[-1]["id"])


def _pod(
    job: RecordedJob,
    place: Placed,
    run: Sequence[RecordedAttempt],
    name: str,
    display: str,
    *,
    retried: bool = False,
) -> Node:
    last = run[-1]
    phase = phase_of(last)
    code = last.exit_code
    return node(
        job.workflow, name, "Pod", phase, display=display, template=place.template.name, within=place.within,
        started=run[0].started_at, finished=last.finished_at, message="" if phase in GOOD else said(last),
        hostNodeName=last.host, progress="1/1" if phase == "Succeeded" else "0/1",
        outputs={"exitCode": str(code)} if code is not None else None,
        nodeFlag={"retried": True} if retried else None,
    )  # fmt: skip


def _pending(job: RecordedJob, place: Placed) -> StepNodes:
    """A step that is about to begin, as Argo shows one whose pod waits."""
    common: dict[str, Any] = {
        "template": place.template.name,
        "within": place.within,
        "started": job.started_at,
    }
    if place.template.retry_strategy is None:
        pod = node(job.workflow, place.name, "Pod", "Pending", display=place.display, **common)
        return StepNodes("Pending", [pod], pod["id"])
    first = f"{place.name}(0)"
    pod = node(
        job.workflow, first, "Pod", "Pending", display=f"{place.display}(0)", progress="0/1",
        nodeFlag={"retried": True}, **common,
    )  # fmt: skip
    retry = node(
        job.workflow, place.name, "Retry", "Running", display=place.display,
        children=[node_id(job.workflow, first)], **common,
    )  # fmt: skip
    return StepNodes("Running", [retry, pod], pod["id"])


def alone(job: RecordedJob, place: Placed, phase: Phase, message: str) -> StepNodes:
    """A step that does not run, and why."""
    at = job.ended_at or job.started_at if phase == "Omitted" else job.started_at
    one = node(
        job.workflow, place.name, "Skipped", phase, display=place.display, template=place.template.name,
        within=place.within, started=at, finished=at, message=message,
    )  # fmt: skip
    return StepNodes(phase, [one], one["id"])


def _inherited(job: RecordedJob) -> str:
    if job.generation > 0:
        return "done by an earlier workflow of this job"
    return f"its output is that of job {job.rerun_of}" if job.rerun_of else "its output was there already"


def said(attempt: RecordedAttempt) -> str:
    """What an attempt says of its end: code and sentence of its error, and its exit code as Argo shows it."""
    if attempt.status == AttemptStatus.RUNNING:
        return ""
    told = str(attempt.error or "") or str(attempt.status)
    return f"{told} (exit code {attempt.exit_code})" if attempt.exit_code else told
