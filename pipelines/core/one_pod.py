"""A pipeline in one pod: all its steps one after the other, for jobs that take seconds.

A pod costs about five seconds of Kubernetes, so three pods are most of a short job. Here one container runs every step
and, when they are done, the exit handler's step too; the exit handler itself gets a pod only if the workflow did not
succeed. The rows in Postgres are the same as with a pod per step. A retry is a new pod: it skips the steps that are
done, and the limit counts pods. The pod has what any of its steps needs; the runner still gives each step its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from hera.workflows import DAG, Container, Resources, Step, Steps, Task, WorkflowTemplate

from pipelines.core.building import AT_EXIT, POD_START, container_of, needs_in, workflow_of
from pipelines.core.pipeline import Pipeline, Runs
from pipelines.core.rendered.container import bytes_of
from pipelines.core.retrying import RETRYING
from pipelines.core.trigger import template_name

ALL_STEPS = "all-steps"
UNLESS_SUCCEEDED = "unless-succeeded"


class NeedsPods(ValueError):
    """A pipeline with a step that waits between its attempts: its other steps would wait with it."""


@contextmanager
def one_pod_of(pipeline: Pipeline, *, on_exit: ModuleType) -> Iterator[WorkflowTemplate]:
    """As `workflow_of`; the steps run in the order they are called in. Errors: NeedsPods."""
    with workflow_of(pipeline, on_exit=on_exit) as workflow:
        yield workflow
    _join(workflow, pipeline)


def one_pod_template(pipeline: Pipeline) -> WorkflowTemplate:
    """The pipeline's template in this shape, under a name of its own. Errors: NeedsPods."""
    workflow = pipeline.template()
    _join(workflow, pipeline)
    workflow.name = template_name(pipeline.name, Runs.POD)
    return workflow


def _join(workflow: WorkflowTemplate, pipeline: Pipeline) -> None:
    """Errors: NeedsPods."""
    parts = [part for part in workflow.templates if isinstance(part, Container)]
    [handler] = [part for part in workflow.templates if isinstance(part, Steps) and part.name == AT_EXIT]
    [last] = [str(entry.name) for entry in handler.sub_steps if isinstance(entry, Step)]
    steps = [part for part in parts if part.name != last]
    if any(part.retry_strategy is not RETRYING for part in steps):
        raise NeedsPods(f"{pipeline.name}: a step that waits between its attempts needs pods of its own")
    seconds = sum(_seconds(part) for part in steps)
    names = [str(part.name) for part in steps]
    with workflow:
        workflow.templates[:] = [part for part in parts if part.name == last]
        together = container_of(
            ALL_STEPS,
            ["--status", "Succeeded"],
            needs=frozenset().union(*(needs_in(part) for part in parts)),
            steps=[*names, last],
            seconds=min(seconds, pipeline.budget - POD_START),
            memory=max((_memory(part) for part in steps), key=bytes_of),
        )
        with DAG(name="main"):
            Task(name=ALL_STEPS, template=together)
        with Steps(name=UNLESS_SUCCEEDED):
            Step(name=last, template=last, when="{{workflow.status}} != Succeeded")
    workflow.on_exit = UNLESS_SUCCEEDED


def _seconds(part: Container) -> int:
    return int(str(part.active_deadline_seconds)) - POD_START


def _memory(part: Container) -> str:
    assert isinstance(part.resources, Resources)  # noqa: S101  as container_of made it
    return str(part.resources.memory_limit)
