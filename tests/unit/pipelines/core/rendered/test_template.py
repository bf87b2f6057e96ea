"""Reading rendered templates: what is known is obeyed, what is not is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.core.rendered.container import memory_limit, step_arguments, steps_in
from pipelines.core.rendered.template import holds, load_templates, parse, substitute
from steps.core.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[5]
TRIAL = (ROOT / "tests" / "trial.yaml").read_text()


def changed(path: str, value: Any) -> str:
    """The trial template with one field set; `path` walks by name or list index."""
    template = yaml.safe_load(TRIAL)
    found: Any = template
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in parents:
        found = found[part]
    found[last] = value
    return yaml.dump(template)


def test_every_rendered_template_is_understood() -> None:
    templates = load_templates(ROOT / "k8s" / "workflows")
    assert len(templates) == 8
    for workflow in templates.values():
        for template in workflow.spec.templates:
            if template.container:
                variables = {
                    "workflow.parameters.job-id": "j",
                    "workflow.status": "s",
                    "workflow.failures": "f",
                    "workflow.name": "w",
                }
                assert step_arguments(template, variables)[1:3] == ["--job", "j"]
                assert memory_limit(template) >= 128 * 2**20


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("spec/parallelism", 3, "spec.parallelism"),
        ("spec/templates/0/steps", [], "one of dag, steps and container"),
        ("spec/templates/0/dag/tasks/1/withItems", [1], "withItems"),
        ("spec/templates/0/dag/tasks/1/when", "a == b", "when"),
        ("spec/templates/1/container/source", "print()", "source"),
        ("spec/templates/1/memoize", {}, "memoize"),
        ("spec/templates/0/dag/tasks/1/depends", "validate-trial.Failed", "validate-trial.Failed"),
        ("spec/templates/0/dag/tasks/1/template", "nowhere", "nowhere"),
        ("spec/templates/0", {"name": "main", "steps": [[{"name": "a", "template": "nowhere"}]]}, "nowhere"),
        ("spec/templates/0", {"name": "main", "steps": [[{"name": "a", "withItems": [1]}]]}, "withItems"),
        ("spec/entrypoint", "nowhere", "nowhere"),
        ("kind", "Workflow", "kind"),
    ],
)
def test_unknown_fields_are_refused_by_name(path: str, value: Any, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        parse(changed(path, value), "trial.yaml")


def test_unknown_variables_are_refused_by_name() -> None:
    assert substitute("{{ a }}-{{b}}", {"a": "1", "b": "2"}) == "1-2"
    with pytest.raises(ConfigurationError, match=r"tasks\.a\.outputs"):
        substitute("{{tasks.a.outputs.result}}", {})


def test_other_commands_than_steps_are_refused() -> None:
    workflow = parse(changed("spec/templates/1/container/command", ["sh", "-c", "true"]), "trial.yaml")
    with pytest.raises(ConfigurationError, match="validate-trial"):
        step_arguments(
            workflow.template("validate-trial"), {"workflow.parameters.job-id": "j", "workflow.name": "w"}
        )


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (None, True),
        ("{{workflow.status}} != Succeeded", True),
        ("{{workflow.status}} == Failed", True),
        ("'{{workflow.status}}' == 'Failed'", True),
        ("{{workflow.status}} == Succeeded", False),
        ("{{workflow.status}} != Failed", False),
    ],
)
def test_a_condition_compares_two_words(condition: str | None, truth: bool) -> None:
    assert holds(condition, {"workflow.status": "Failed"}) is truth


@pytest.mark.parametrize("condition", ["{{workflow.status}}", "a == b && c == d", "asInt(a) > 3"])
def test_other_conditions_are_refused(condition: str) -> None:
    with pytest.raises(ConfigurationError, match="when"):
        holds(condition, {"workflow.status": "Failed"})


def test_a_container_may_run_several_steps() -> None:
    command = ["python", "-m", "steps", "validate-trial", "process-trial"]
    workflow = parse(changed("spec/templates/1/container/command", command), "trial.yaml")
    arguments = step_arguments(
        workflow.template("validate-trial"), {"workflow.parameters.job-id": "j", "workflow.name": "w"}
    )
    assert steps_in(arguments) == ["validate-trial", "process-trial"]
