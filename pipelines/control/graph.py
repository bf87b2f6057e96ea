"""The graph of a job as people see it, read from its rendered template: what waits for what, how patiently."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipelines.control.executors.local.template import (
    RetryStrategy,
    Template,
    WorkflowTemplate,
    dependencies,
    load_templates,
)
from steps.core.models import Model

WORKFLOWS = Path(__file__).resolve().parents[2] / "k8s" / "workflows"


class GraphStep(Model):
    """`retries` are attempts after the first, `seconds` what one attempt may take. `on_exit` runs after all others."""

    name: str
    after: tuple[str, ...] = ()
    retries: int = 0
    seconds: int | None = None
    polls: bool = False
    on_exit: bool = False


class Graph(Model):
    job: str
    description: str
    steps: tuple[GraphStep, ...]

    @property
    def names(self) -> list[str]:
        """The steps one may begin with."""
        return [step.name for step in self.steps if not step.on_exit]

    def downstream(self, step: str) -> set[str]:
        """The step itself and all that need what it leaves."""
        found = {step}
        for candidate in self.steps:  # a template names its steps in an order that can run
            if found & set(candidate.after):
                found.add(candidate.name)
        return found

    def upstream(self, step: str) -> list[str]:
        """All that must have ended before the step starts, in order."""
        after = {candidate.name: candidate.after for candidate in self.steps}
        found: set[str] = set()
        waiting = list(after.get(step, ()))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(after[name])
        return [name for name in after if name in found]


def graph_of(workflow: WorkflowTemplate) -> Graph:
    spec = workflow.spec
    dag = workflow.template(spec.entrypoint).dag
    steps = [
        _step(task.name, workflow.template(task.template), tuple(dependencies(task)))
        for task in (dag.tasks if dag else [])
    ]
    if spec.on_exit is not None:
        ends = tuple(step.name for step in steps if not any(step.name in other.after for other in steps))
        steps.append(
            _step(spec.on_exit, workflow.template(spec.on_exit), ends).model_copy(update={"on_exit": True})
        )
    said = (workflow.metadata.annotations or {}).get("workflows.argoproj.io/description", "")
    return Graph(job=workflow.metadata.name, description=said, steps=tuple(steps))


def _step(name: str, template: Template, after: tuple[str, ...]) -> GraphStep:
    strategy = template.retry_strategy
    limit = int(strategy.limit) if strategy is not None and strategy.limit is not None else 0
    seconds = template.active_deadline_seconds
    return GraphStep(
        name=name,
        after=after,
        retries=limit,
        seconds=None if seconds is None else int(seconds),
        polls=name.startswith("poll-"),
    )


@cache
def templates() -> Mapping[str, WorkflowTemplate]:
    """Every rendered template, by job; read once."""
    return load_templates(WORKFLOWS)


@cache
def graphs() -> Mapping[str, Graph]:
    return {job: graph_of(template) for job, template in templates().items()}


def retry_of(job: str, step: str) -> RetryStrategy | None:
    """How a step of a job is retried; None where it is not, or is not known."""
    workflow = templates().get(job)
    found = next((part for part in workflow.spec.templates if part.name == step), None) if workflow else None
    return found.retry_strategy if found else None
