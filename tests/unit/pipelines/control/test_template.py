"""Reading rendered templates: what is known is obeyed, what is not is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.control.executors.local.template import load_templates, parse, substitute
from pipelines.control.executors.local.workflow import memory_limit, step_arguments
from steps.core.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[4]
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
                }
                assert step_arguments(template, variables)[1:3] == ["--job", "j"]
                assert memory_limit(template) >= 128 * 2**20


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("spec/parallelism", 3, "spec.parallelism"),
        ("spec/templates/0/steps", [], "spec.templates.0.steps"),
        ("spec/templates/0/dag/tasks/1/withItems", [1], "withItems"),
        ("spec/templates/0/dag/tasks/1/when", "a == b", "when"),
        ("spec/templates/1/container/source", "print()", "source"),
        ("spec/templates/1/memoize", {}, "memoize"),
        ("spec/templates/0/dag/tasks/1/depends", "validate-trial.Failed", "validate-trial.Failed"),
        ("spec/templates/0/dag/tasks/1/template", "nowhere", "nowhere"),
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
        step_arguments(workflow.template("validate-trial"), {"workflow.parameters.job-id": "j"})
