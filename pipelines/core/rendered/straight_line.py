"""The templates that one process can run one after the other: those of a graph without a fork. Pure."""

from __future__ import annotations

from pipelines.core.rendered.graph import in_order
from pipelines.core.rendered.template import Task, Template, WorkflowTemplate, dependencies


def straight_line(workflow: WorkflowTemplate) -> list[Template]:
    """In the order in which they run, the exit handler last; none where steps run side by side, take arguments of their
    own or are no containers."""
    dag = workflow.template(workflow.spec.entrypoint).dag
    tasks = in_order(dag.tasks) if dag else []
    straight = all(_follows(task, tasks[max(0, place - 1) : place]) for place, task in enumerate(tasks))
    if dag is None or len(tasks) < len(dag.tasks) or not straight:
        return []
    line = [workflow.template(task.template) for task in tasks]
    if (handler := _exit_handler(workflow)) is not None:
        line.append(handler)
    return line if all(template.container is not None for template in line) else []


def _exit_handler(workflow: WorkflowTemplate) -> Template | None:
    """What runs at the end in any case; None where there is a condition."""
    if workflow.spec.on_exit is None:
        return None
    found = workflow.template(workflow.spec.on_exit)
    if found.steps is None:
        return found
    entries = [entry for group in found.steps for entry in group]
    plain = len(entries) == 1 and entries[0].when is None and not entries[0].arguments.parameters
    return workflow.template(entries[0].template) if plain else None


def _follows(task: Task, before: list[Task]) -> bool:
    """Whether it waits for that alone, and takes nothing of its own."""
    return dependencies(task) == [one.name for one in before] and not task.arguments.parameters
