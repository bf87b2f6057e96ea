"""A job in one pod: what its container runs, how long it may take, and when its exit handler starts a pod."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
import yaml

from pipelines.core import rendering
from pipelines.core.building import POD_START, step
from pipelines.core.one_pod import one_pod_of
from pipelines.core.pipeline import Pipeline
from pipelines.core.rendered.template import parse
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
    words: int


class Nothing(Model):
    pass


JOB = Pipeline("word-counter", "count-words", budget=90)


@pytest.fixture
def count_words(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The job's own module and step, as if they lay in pipelines/ and steps/."""
    pipeline = ModuleType("pipelines.word_counter", "Counts words.")
    monkeypatch.setitem(sys.modules, pipeline.__name__, pipeline)
    monkeypatch.setitem(EVENTS, JOB.name, Requested)
    module = ModuleType("steps.count_words")
    module.Input, module.Output = NeedsText, Nothing  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def rendered(module: ModuleType, **options: Any) -> dict[str, Any]:
    def template(pipeline: Pipeline) -> Any:
        with one_pod_of(pipeline, on_exit=update_job_status) as workflow:
            valid = step(validate_job, seconds=30)
            step(module, after=[valid], seconds=40, memory="512Mi", **options)
        return workflow

    sys.modules["pipelines.word_counter"].template = template  # type: ignore[attr-defined]
    return rendering.workflow(JOB)


def part(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [template for template in manifest["spec"]["templates"] if template["name"] == name]
    return dict(found)


def test_one_container_runs_every_step_in_order_and_then_marks_the_job(count_words: ModuleType) -> None:
    manifest = rendered(count_words)
    assert part(manifest, "main")["dag"]["tasks"] == [{"name": "all-steps", "template": "all-steps"}]
    container = part(manifest, "all-steps")["container"]
    assert container["command"][3:] == ["validate-job", "count-words", "update-job-status"]
    assert container["args"][-4:] == ["--seconds", "70", "--status", "Succeeded"]
    assert container["resources"]["limits"]["memory"] == "512Mi"
    assert part(manifest, "all-steps")["activeDeadlineSeconds"] == 70 + POD_START


def test_the_exit_handler_starts_a_pod_only_where_the_workflow_did_not_succeed(
    count_words: ModuleType,
) -> None:
    manifest = rendered(count_words)
    assert manifest["spec"]["onExit"] == "unless-succeeded"
    [[entry]] = part(manifest, "unless-succeeded")["steps"]
    assert entry["template"] == "update-job-status"
    assert entry["when"] == "{{workflow.status}} != Succeeded"
    assert "{{workflow.failures}}" in part(manifest, "update-job-status")["container"]["args"]


def test_a_first_attempt_fits_into_the_jobs_budget(count_words: ModuleType) -> None:
    def template(pipeline: Pipeline) -> Any:
        with one_pod_of(pipeline, on_exit=update_job_status) as workflow:
            step(count_words, seconds=600)
        return workflow

    sys.modules["pipelines.word_counter"].template = template  # type: ignore[attr-defined]
    assert part(rendering.workflow(JOB), "all-steps")["activeDeadlineSeconds"] == JOB.budget


def test_the_steps_must_fit_together_as_in_the_other_shape(count_words: ModuleType) -> None:
    count_words.Input = NeedsWords  # type: ignore[attr-defined]
    with pytest.raises(WiringError, match="count-words needs `words`"):
        rendered(count_words)


def test_a_job_that_waits_without_a_pod_cannot_be_one(count_words: ModuleType) -> None:
    with pytest.raises(ValueError, match="pods of its own"):
        rendered(count_words, retry=polling(up_to=60))


def test_the_local_executor_understands_it(count_words: ModuleType) -> None:
    workflow = parse(yaml.safe_dump(rendered(count_words)), "word-counter.yaml")
    assert workflow.spec.on_exit == "unless-succeeded"
