"""Graphs, and what a rerun keeps of them."""

from __future__ import annotations

import pytest

from pipelines import PIPELINES
from pipelines.core.rendered.graph import Graph, GraphStep, graph_of, graphs, in_order
from pipelines.core.rendered.template import Task, parse
from pipelines.operations.reruns import CannotRerun, kept_steps

DIAMOND = Graph(
    pipeline="x",
    description="",
    steps=(
        GraphStep(name="a"),
        GraphStep(name="b", after=("a",)),
        GraphStep(name="c", after=("a",)),
        GraphStep(name="d", after=("b", "c")),
        GraphStep(name="end", after=("d",), on_exit=True),
    ),
)


def test_every_job_has_a_graph_that_ends_with_its_exit_handler() -> None:
    assert set(graphs()) >= {pipeline.name for pipeline in PIPELINES}
    for pipeline in PIPELINES:
        steps = graphs()[pipeline.name].steps
        assert [step.name for step in steps if step.on_exit] == ["update-job-status"]
        assert steps[-1].after == (pipeline.result_step,)
        assert graphs()[pipeline.name].description


def test_steps_that_share_a_pod_follow_each_other() -> None:
    text = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: short}
spec:
  entrypoint: main
  onExit: unless-succeeded
  arguments: {parameters: [{name: job-id}]}
  templates:
  - name: main
    dag: {tasks: [{name: all-steps, template: all-steps}]}
  - name: all-steps
    container: {command: [python, -m, steps, validate-trial, process-trial, update-job-status], args: [--job, x]}
    retryStrategy: {limit: '3'}
  - name: update-job-status
    container: {command: [python, -m, steps, update-job-status], args: [--job, x]}
  - name: unless-succeeded
    steps: [[{name: update-job-status, template: update-job-status, when: '{{workflow.status}} != Succeeded'}]]
"""
    graph = graph_of(parse(text, "short"))
    assert [(step.name, step.after, step.on_exit) for step in graph.steps] == [
        ("validate-trial", (), False),
        ("process-trial", ("validate-trial",), False),
        ("update-job-status", ("process-trial",), True),
    ]
    assert [step.retries for step in graph.steps] == [3, 3, 0]


def test_a_step_may_take_what_its_container_tells_it_not_what_its_pod_may_live() -> None:
    seconds = {step.name: step.seconds for step in graphs()["speaker-separation"].steps}
    assert (seconds["validate-job"], seconds["submit-speaker-separation"]) == (600, 7200)
    assert seconds["update-job-status"] == 60


def test_polling_steps_are_known_by_what_their_template_says() -> None:
    polls = [step.name for step in graphs()["speaker-separation"].steps if step.polls]
    assert polls == ["poll-speaker-separation"]


def test_up_and_down_the_graph() -> None:
    assert DIAMOND.upstream("d") == ["a", "b", "c"]
    assert DIAMOND.downstream("b") == {"b", "d", "end"}
    assert DIAMOND.names == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("done", "from_step", "kept"),
    [
        ("abcd", None, []), ("abcd", "a", []), ("abcd", "b", ["a", "c"]), ("abcd", "d", ["a", "b", "c"]),
        ("abc", "d", ["a", "b", "c"]), ("ab", "b", ["a"]), ("", "a", []),
    ],
)  # fmt: skip
def test_a_rerun_keeps_what_does_not_depend_on_its_first_step(
    done: str, from_step: str | None, kept: list[str]
) -> None:
    assert kept_steps(DIAMOND, set(done), from_step) == kept


@pytest.mark.parametrize(
    ("step", "code"), [("d", "step_not_reached"), ("e", "unknown_step"), ("end", "unknown_step")]
)
def test_a_rerun_begins_where_it_can(step: str, code: str) -> None:
    with pytest.raises(CannotRerun) as caught:
        kept_steps(DIAMOND, {"a", "b"}, step)
    assert caught.value.code == code


def test_a_task_comes_after_those_it_depends_on() -> None:
    tasks = [Task(name="b", template="t", depends="a"), Task(name="a", template="t")]
    circle = [Task(name="c", template="t", depends="d"), Task(name="d", template="t", depends="c")]
    assert [task.name for task in in_order(tasks + circle)] == ["a", "b"]
