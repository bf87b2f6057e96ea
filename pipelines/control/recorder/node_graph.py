"""The graph of a Workflow as Argo would have left it: its DAG with the steps, and its exit handler. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipelines.control.recorder.argo_nodes import Node, Phase, node
from pipelines.control.recorder.recorded_job import RecordedJob
from pipelines.control.recorder.step_nodes import DONE, GOOD, Placed, StepNodes, alone, step_nodes
from pipelines.core.rendered.graph import in_order, steps_of
from pipelines.core.rendered.template import StepsEntry, Template, WorkflowTemplate, dependencies

SHOWN = 20  # the most attempts of a step that are shown


def workflow_phase(job: RecordedJob) -> Phase:
    """Of the whole Workflow."""
    if not job.final:
        return "Running"
    if job.goes_on_as is not None:
        return "Error"
    return "Succeeded" if job.succeeded else "Failed"


def graph_nodes(job: RecordedJob, workflow: WorkflowTemplate, shown: int = SHOWN) -> dict[str, Node]:
    """All nodes by id. `shown`: the most attempts of a step that are shown. Errors: ConfigurationError for a template
    that cannot be read."""
    handler = _handler_steps(workflow)
    over = job.final or any(one.step in handler for one in job.attempts)
    nodes = _main(job, workflow, over, shown)
    if over and workflow.spec.on_exit is not None:
        nodes += _on_exit(job, workflow, workflow.template(workflow.spec.on_exit), shown)
    return {one["id"]: one for one in nodes}


def _handler_steps(workflow: WorkflowTemplate) -> set[str]:
    """The steps that run at the end alone."""
    if workflow.spec.on_exit is None:
        return set()
    handler = workflow.template(workflow.spec.on_exit)
    inner = [workflow.template(entry.template) for group in handler.steps or [] for entry in group]
    at_exit = {step for template in (handler, *inner) for step in steps_of(template)}
    dag = workflow.template(workflow.spec.entrypoint).dag
    return at_exit - {
        step for task in (dag.tasks if dag else []) for step in steps_of(workflow.template(task.template))
    }


def _main(job: RecordedJob, workflow: WorkflowTemplate, over: bool, shown: int) -> list[Node]:
    name, template = job.workflow, workflow.template(workflow.spec.entrypoint)
    if template.dag is None:  # a pipeline of one template
        found = step_nodes(job, Placed(name, name, "", template, over, shown), ready=True)
        return found.nodes
    made: dict[str, StepNodes] = {}
    roots: list[str] = []
    for task in in_order(template.dag.tasks):
        place = Placed(f"{name}.{task.name}", task.name, name, workflow.template(task.template), over, shown)
        before = [made[earlier] for earlier in dependencies(task)]
        made[task.name] = here = step_nodes(job, place, ready=all(one.phase in GOOD for one in before))
        if here.nodes and all(one.nodes for one in before):
            _lead(before, here)
            roots += [] if before else [here.first["id"]]
    leaves = set(made) - {earlier for task in template.dag.tasks for earlier in dependencies(task)}
    phase: Phase = "Running" if not over else _of_all([made[leaf] for leaf in sorted(leaves)], job)
    ended = job.ended_at if job.final else None
    root = node(
        name, name, "DAG", phase, template=template.name, started=job.started_at,
        finished=_last_end(made, ended) if over else None,
        message=job.message if phase != "Succeeded" else "", children=roots,
        outboundNodes=[made[leaf].last for leaf in sorted(leaves) if made[leaf].nodes] if over else None,
    )  # fmt: skip
    return [root, *(one for step in made.values() for one in step.nodes)]


def _lead(before: list[StepNodes], here: StepNodes) -> None:
    """Make it a child of what led to it: of the last attempt of each step that it waited for."""
    for earlier in before:
        leads = next(one for one in earlier.nodes if one["id"] == earlier.last)
        leads.setdefault("children", []).append(here.first["id"])


def _of_all(ends: list[StepNodes], job: RecordedJob) -> Phase:
    if job.succeeded or all(one.phase in GOOD for one in ends):
        return "Succeeded"
    return "Error" if job.goes_on_as is not None else "Failed"


def _last_end(made: Mapping[str, StepNodes], ended: datetime | None) -> datetime | None:
    times = [
        one["finishedAt"]
        for step in made.values()
        for one in step.nodes
        if "finishedAt" in one and one["type"] != "Skipped"
    ]
    return datetime.fromisoformat(max(times)) if times else ended


def _on_exit(job: RecordedJob, workflow: WorkflowTemplate, handler: Template, shown: int) -> list[Node]:
    """No nodes where it never began, as of a terminated Workflow."""
    name = f"{job.workflow}.onExit"
    if handler.steps is None:
        found = step_nodes(job, Placed(name, name, "", handler, job.final, shown), ready=True)
        return found.nodes if found.phase != "Omitted" else []
    entries = [entry for group in handler.steps for entry in group]
    boundary = node(job.workflow, name, "Steps", "Running")["id"]
    group_name = f"{name}[0]"
    made = [_entry(job, workflow, entry, group_name, boundary, shown) for entry in entries]
    made = [one for one in made if one.phase != "Omitted"]
    if not made:
        return []
    phase: Phase = "Succeeded" if all(one.phase in GOOD for one in made) else "Running"
    if phase == "Running" and job.final and all(one.phase in DONE for one in made):
        phase = "Failed"
    inner = [one for step in made for one in step.nodes]
    times: dict[str, Any] = {
        "started": datetime.fromisoformat(min(one["startedAt"] for one in inner)),
        "finished": (job.ended_at or job.now) if phase in DONE else None,
    }
    group = node(
        job.workflow, group_name, "StepGroup", phase, display="[0]", within=boundary,
        children=[step.first["id"] for step in made], **times,
    )  # fmt: skip
    steps = node(
        job.workflow, name, "Steps", phase, template=handler.name, children=[group["id"]],
        outboundNodes=[step.last for step in made] if phase in DONE else None, nodeFlag={"hooked": True}, **times,
    )  # fmt: skip
    return [steps, group, *inner]


def _entry(
    job: RecordedJob, workflow: WorkflowTemplate, entry: StepsEntry, group: str, boundary: str, shown: int
) -> StepNodes:
    template = workflow.template(entry.template)
    place = Placed(f"{group}.{entry.name}", entry.name, boundary, template, job.final, shown)
    if entry.when and job.succeeded:  # conditions of ours are about a job that did not succeed
        return alone(job, place, "Skipped", f"when '{entry.when}' evaluated false")
    return step_nodes(job, place, ready=True)
