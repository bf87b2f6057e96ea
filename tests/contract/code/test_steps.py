"""Every file directly in steps/ is a step: three names, of the right types, and each is part of some job."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

from pipelines import PIPELINES
from pipelines.core.pipeline import dashed
from pipelines.core.rendered.graph import graphs
from steps import validate_job
from steps.core.context import Context
from steps.core.events import EVENTS
from steps.core.runner import runs_at_exit

FOLDER = Path(__file__).resolve().parents[3] / "steps"
STEPS = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("__"))
VERBS = ("validate", "submit", "poll", "process", "update")


@pytest.fixture(params=STEPS)
def step(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"steps.{request.param}")


def test_there_are_steps() -> None:
    assert {"validate_job", "update_job_status"} < set(STEPS)


def test_a_step_has_a_frozen_input_and_output(step: ModuleType) -> None:
    for model in (step.Input, step.Output):
        assert issubclass(model, BaseModel)
        assert model.model_config.get("frozen") is True


def test_input_takes_more_than_it_names_and_reads_by_field_name(step: ModuleType) -> None:
    assert step.Input.model_config.get("extra") != "forbid"
    for name, field in step.Input.model_fields.items():
        assert field.alias is None, f"{name}: the runner fills Input by field name"
        assert field.validation_alias is None, f"{name}: the runner fills Input by field name"


def test_run_takes_input_and_context_and_gives_output(step: ModuleType) -> None:
    assert list(inspect.signature(step.run).parameters) == ["input", "context"]
    hints = get_type_hints(step.run, localns={"Context": Context})
    assert hints == {"input": step.Input, "context": Context, "return": step.Output}


def test_a_step_says_in_one_line_what_it_is_for(step: ModuleType) -> None:
    first = (step.__doc__ or "").partition("\n")[0]
    assert first.endswith((".", "?", ":")), first
    assert dashed(step.__name__).split("-")[0] in VERBS


def test_every_step_is_part_of_a_job(step: ModuleType, manifests: dict[str, dict[str, Any]]) -> None:
    named = {
        template["name"] for manifest in manifests.values() for template in manifest["spec"]["templates"]
    }
    assert dashed(step.__name__) in named


def test_a_step_knows_that_it_runs_at_the_exit() -> None:
    at_exit = {step.name for graph in graphs().values() for step in graph.steps if step.on_exit}
    assert {name for name in map(dashed, STEPS) if runs_at_exit(name, "steps")} == at_exit


def test_every_job_begins_with_the_same_check_and_has_a_process_step(
    manifests: dict[str, dict[str, Any]],
) -> None:
    for pipeline in PIPELINES:
        spec = manifests[f"workflows/{pipeline.name}.yaml"]["spec"]
        [main] = [template for template in spec["templates"] if template["name"] == spec["entrypoint"]]
        names = [task["name"] for task in main["dag"]["tasks"]]
        assert names[0] == "validate-job"
        assert names[-1] == pipeline.result_step
        assert spec["onExit"] == "at-exit"


def test_what_the_check_hands_on_is_no_event_field() -> None:
    taken = {name for event in EVENTS.values() for name in event.model_fields}
    assert not taken & validate_job.Output.model_fields.keys()
