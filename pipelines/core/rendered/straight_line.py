"""The templates that one process can run one after the other: those of a graph without a fork. Pure."""

from __future__ import annotations

from pipelines.core.rendered.template import Task, Template, WorkflowTemplate, dependencies


def straight_line(workflow: WorkflowTemplate) -> list[Template]:
    """In the order in which they run, the exit handler last; none where steps run side by side, take arguments of their
    own or are no containers."""
    dag = workflow.template(workflow.spec.entrypoint).dag
    tasks = _ordered(dag.tasks) if dag else None
    if tasks is None:
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


def _ordered(tasks: list[Task]) -> list[Task] | None:
    """Each after the one that it waits for; None where that is not one line."""
    after = {tuple(dependencies(task)): task for task in tasks}
    found: list[Task] = []
    while task := after.pop(tuple(task.name for task in found[-1:]), None):
        found.append(task)
    plain = all(not task.arguments.parameters for task in tasks)
    return found if plain and len(found) == len(tasks) else None
