"""The graph of a pipeline's steps, read from its rendered template: what waits for what, retries and time limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from pipelines.core.rendered.container import seconds_given, steps_in
from pipelines.core.rendered.template import (
    RetryStrategy,
    Task,
    Template,
    WorkflowTemplate,
    dependencies,
    load_templates,
)
from steps.core.models import Model

WORKFLOWS = Path(__file__).resolve().parents[3] / "k8s" / "workflows"


class GraphStep(Model):
    """`retries` are attempts after the first, `seconds` what one attempt may take. `on_exit` runs after all others."""

    name: str
    after: tuple[str, ...] = ()
    retries: int = 0
    seconds: int | None = None
    polls: bool = False
    on_exit: bool = False


class Graph(Model):
    pipeline: str
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
        found = before(after, step)
        return [name for name in after if name in found]


def before(after: Mapping[str, Collection[str]], step: str) -> set[str]:
    """Every step that has ended when this one starts, by what each waits for."""
    found: set[str] = set()
    waiting = list(after.get(step, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(after[name])
    return found


def in_order(tasks: list[Task]) -> list[Task]:
    """Each after all that it depends on. A circle, which Argo refuses, is left out."""
    found: dict[str, Task] = {}
    left = list(tasks)
    while ready := [task for task in left if all(name in found for name in dependencies(task))]:
        found |= {task.name: task for task in ready}
        left = [task for task in left if task.name not in found]
    return list(found.values())


def graph_of(workflow: WorkflowTemplate) -> Graph:
    """Of either shape: steps that share a pod follow each other there."""
    spec = workflow.spec
    dag = workflow.template(spec.entrypoint).dag
    last = _exit_step(workflow)
    steps: list[GraphStep] = []
    ends: dict[str, str] = {}  # by task, its last step
    for task in dag.tasks if dag else []:
        template = workflow.template(task.template)
        after = tuple(ends[name] for name in dependencies(task))
        for name in (name for name in steps_of(template) if name != last):
            steps.append(_step(name, template, after))
            after = (name,)
            ends[task.name] = name
    if last is not None:
        open_ends = tuple(step.name for step in steps if not any(step.name in other.after for other in steps))
        handler = _step(last, _template_of(workflow, last), open_ends)
        steps.append(handler.model_copy(update={"on_exit": True}))
    said = (workflow.metadata.annotations or {}).get("workflows.argoproj.io/description", "")
    return Graph(pipeline=workflow.metadata.name, description=said, steps=tuple(steps))


def steps_of(template: Template) -> list[str]:
    """The steps that a container runs: `python -m steps <step> [<step> …] --job …`."""
    words = [*template.container.command, *template.container.args] if template.container else []
    return steps_in(words[3:])


def _exit_step(workflow: WorkflowTemplate) -> str | None:
    if workflow.spec.on_exit is None:
        return None
    handler = workflow.template(workflow.spec.on_exit)
    if handler.steps:  # a condition around it
        handler = workflow.template(handler.steps[0][0].template)
    return steps_of(handler)[0]


def _template_of(workflow: WorkflowTemplate, step: str) -> Template:
    """The template that runs this step, alone where there is such a one."""
    found = [template for template in workflow.spec.templates if step in steps_of(template)]
    return min(found, key=lambda template: len(steps_of(template)))


def _step(name: str, template: Template, after: tuple[str, ...]) -> GraphStep:
    strategy = template.retry_strategy
    limit = int(strategy.limit) if strategy is not None and strategy.limit is not None else 0
    return GraphStep(
        name=name,
        after=after,
        retries=limit,
        seconds=seconds_given(template),
        polls=template.polls,
    )


@cache
def templates() -> Mapping[str, WorkflowTemplate]:
    """Every rendered template, by pipeline; read once."""
    return load_templates(WORKFLOWS)


@cache
def runs_in_one_pod() -> frozenset[str]:
    """The pipelines that have a WorkflowTemplate for one pod as well."""
    return frozenset(
        path.stem.removesuffix("-pod") for path in (WORKFLOWS.parent / "one-pod").glob("*-pod.yaml")
    )


@cache
def graphs() -> Mapping[str, Graph]:
    return {pipeline: graph_of(template) for pipeline, template in templates().items()}


def retry_of(pipeline: str, step: str) -> RetryStrategy | None:
    """The retries of a pipeline's step; None where it has none, or is not known."""
    workflow = templates().get(pipeline)
    known = workflow is not None and any(step in steps_of(part) for part in workflow.spec.templates)
    return _template_of(workflow, step).retry_strategy if workflow and known else None
