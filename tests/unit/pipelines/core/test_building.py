"""What the blocks on Hera promise of every job, whatever its steps are."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from pipelines.core import building, rendering
from pipelines.core.building import step, workflow_of
from pipelines.core.pipeline import HOUR, Pipeline
from pipelines.core.retrying import polling
from pipelines.core.wiring import WiringError
from steps import update_job_status, validate_job
from steps.core.events import EVENTS
from steps.core.models import Closed, Model


class Requested(Closed):
    text: str


class NeedsText(Model):
    text: str


class NeedsWords(Model):
    words: list[str]


class Nothing(Model):
    pass


class GivesText(Model):
    text: str


JOB = Pipeline("word-counter", "count-words", budget=90)


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """A job's own module and steps, as if they lay in pipelines/ and steps/."""
    monkeypatch.setitem(
        sys.modules, "pipelines.word_counter", ModuleType("pipelines.word_counter", "Counts words.")
    )
    monkeypatch.setitem(EVENTS, JOB.name, Requested)
    shapes = {
        "read_text": (Nothing, GivesText),
        "count_words": (NeedsWords, Nothing),
        "show_text": (NeedsText, Nothing),
    }
    made = {}
    for name, (needs, gives) in shapes.items():
        module = ModuleType(f"steps.{name}")
        module.Input, module.Output = needs, gives  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        made[name] = module
    return made


def built(*chain: ModuleType, **options: Any) -> Pipeline:
    """The job with these steps, one after the other."""

    def template(pipeline: Pipeline) -> Any:
        with workflow_of(pipeline, on_exit=update_job_status) as workflow:
            earlier: list[Any] = []
            for module in chain:
                earlier = [step(module, after=earlier, **options)]
        return workflow

    sys.modules["pipelines.word_counter"].template = template  # type: ignore[attr-defined]
    return JOB


def container(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [template for template in manifest["spec"]["templates"] if template["name"] == name]
    return dict(found)


def test_a_step_is_told_the_job_id_and_its_time_and_nothing_else(modules: dict[str, ModuleType]) -> None:
    template = container(
        rendering.workflow(built(validate_job, modules["show_text"], seconds=40)), "show-text"
    )
    assert template["container"]["command"] == ["python", "-m", "steps", "show-text"]
    told = ["--job", "{{workflow.parameters.job-id}}", "--workflow", "{{workflow.name}}", "--seconds", "40"]
    assert template["container"]["args"] == told
    assert [entry["name"] for entry in template["container"]["env"]] == ["JOBS_POD", "DATABASE_URL"]
    assert template["activeDeadlineSeconds"] == 40 + building.POD_START
    assert "inputs" not in template
    assert "outputs" not in template


def test_the_exit_handler_is_told_how_the_workflow_ended(modules: dict[str, ModuleType]) -> None:
    manifest = rendering.workflow(built(validate_job))
    [[entry]] = container(manifest, manifest["spec"]["onExit"])["steps"]
    assert entry == {"name": "update-job-status", "template": "update-job-status"}
    args = container(manifest, "update-job-status")["container"]["args"]
    assert args[-4:] == ["--status", "{{workflow.status}}", "--failures", "{{workflow.failures}}"]


def test_steps_run_in_the_order_given(modules: dict[str, ModuleType]) -> None:
    manifest = rendering.workflow(built(validate_job, modules["show_text"]))
    assert container(manifest, "main")["dag"]["tasks"] == [
        {"name": "validate-job", "template": "validate-job"},
        {"name": "show-text", "template": "show-text", "depends": "validate-job"},
    ]


def test_a_job_ends_within_its_budget_and_its_objects_do_not_stay(modules: dict[str, ModuleType]) -> None:
    spec = rendering.workflow(built(validate_job))["spec"]
    assert spec["activeDeadlineSeconds"] == JOB.budget
    assert spec["podGC"]["strategy"] == "OnPodCompletion"
    assert spec["ttlStrategy"]["secondsAfterSuccess"] < spec["ttlStrategy"]["secondsAfterFailure"]


def test_a_step_that_nobody_gives_its_input_does_not_render(modules: dict[str, ModuleType]) -> None:
    with pytest.raises(WiringError, match="word-counter does not render: count-words needs `words`"):
        rendering.workflow(built(validate_job, modules["count_words"]))


def test_a_field_from_two_places_does_not_render(modules: dict[str, ModuleType]) -> None:
    with pytest.raises(WiringError, match="show-text needs `text`, but read-text and the event all give it"):
        rendering.workflow(built(modules["read_text"], modules["show_text"]))


def test_a_poll_ends_by_time_and_never_by_its_limit() -> None:
    retry = polling(up_to=2 * HOUR)
    assert retry.backoff
    assert retry.backoff.max_duration == "7200s"
    looks, waited, wait = 0, 0, 3
    while waited < 2 * HOUR:  # even if looking took no time at all
        looks, waited, wait = looks + 1, waited + wait, min(60, wait * 2)
    assert looks <= int(str(retry.limit))
