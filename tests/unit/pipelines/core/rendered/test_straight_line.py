"""Which templates one process may run one after the other."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.core.rendered.straight_line import straight_line
from pipelines.core.rendered.template import WorkflowTemplate, checked, load_templates
from tests.support.processes import ROOT


def workflow(*tasks: dict[str, Any], on_exit: str | None = "last") -> WorkflowTemplate:
    container = {"command": ["python", "-m", "steps", "x"]}
    names = ("a", "b", "c", "last")
    templates: list[dict[str, Any]] = [{"name": name, "container": container} for name in names]
    templates.append({"name": "wrapped", "steps": [[{"name": "last", "template": "last"}]]})
    templates.append({"name": "guarded", "steps": [[{"name": "last", "template": "last", "when": "1 == 2"}]]})
    spec = {
        "entrypoint": "main",
        "templates": [{"name": "main", "dag": {"tasks": list(tasks)}}, *templates],
        **({"onExit": on_exit} if on_exit else {}),
    }
    return checked(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "WorkflowTemplate",
            "metadata": {"name": "x"},
            "spec": spec,
        },
        "x",
    )


def task(name: str, depends: str | None = None, template: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "template": template or name, **({"depends": depends} if depends else {}), **more}


@pytest.mark.parametrize(
    ("tasks", "line"),
    [
        ([task("a"), task("b", "a"), task("c", "b")], ["a", "b", "c", "last"]),
        ([task("c", "b"), task("b", "a.Succeeded"), task("a")], ["a", "b", "c", "last"]),
        ([task("a")], ["a", "last"]),
        ([task("a"), task("b", "a"), task("c", "a")], []),  # a fork
        ([task("a"), task("b"), task("c", "a && b")], []),  # a join
        ([task("a"), task("b", "a"), task("c", "a && b")], []),  # one line, said in other words
        ([task("a"), task("b", "c"), task("c", "b")], []),  # a circle, which Argo refuses
        ([task("a"), task("b", "a", arguments={"parameters": [{"name": "n", "value": "1"}]})], []),
        ([task("a"), task("b", "a", template="guarded")], []),
    ],
)
def test_the_line_of_a_graph(tasks: list[dict[str, Any]], line: list[str]) -> None:
    assert [template.name for template in straight_line(workflow(*tasks))] == line


def test_an_exit_handler_with_a_condition_is_no_part_of_it() -> None:
    assert [one.name for one in straight_line(workflow(task("a"), on_exit="guarded"))] == ["a"]
    assert [one.name for one in straight_line(workflow(task("a"), on_exit=None))] == ["a"]
    assert [one.name for one in straight_line(workflow(task("a"), on_exit="wrapped"))] == ["a", "last"]


def test_every_pipeline_is_one_line() -> None:
    for template in load_templates(ROOT / "k8s" / "workflows").values():
        assert straight_line(template)[-1].name == "update-job-status", template.metadata.name
