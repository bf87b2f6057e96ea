"""PIPELINES, the files, the events and the project's metadata say the same."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

from pipelines import PIPELINES
from pipelines.core import building
from pipelines.core.pipeline import Pipeline, underscored
from steps.core.events import EVENTS

each_job = pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)


def test_every_file_directly_in_pipelines_is_a_job(root: Path) -> None:
    files = {path.stem for path in (root / "pipelines").glob("*.py") if not path.stem.startswith("__")}
    assert files == {underscored(pipeline.name) for pipeline in PIPELINES}


def test_jobs_and_events_are_the_same_in_the_same_order() -> None:
    assert [(pipeline.name, pipeline.event) for pipeline in PIPELINES] == list(EVENTS.items())


@each_job
def test_one_word_per_thing(pipeline: Pipeline, root: Path) -> None:
    assert (
        pipeline.event.__name__
        == "".join(word.capitalize() for word in pipeline.name.split("-")) + "Requested"
    )
    assert (root / "steps" / f"{underscored(pipeline.process_step)}.py").is_file()
    assert pipeline.template().name == pipeline.name


@each_job
def test_a_workflow_name_with_a_job_id_and_a_generation_fits_into_kubernetes(pipeline: Pipeline) -> None:
    assert len(f"{pipeline.name}-{'0' * 36}-999") <= 63


@each_job
def test_a_job_reads_like_the_sentence_it_opens_with(pipeline: Pipeline, root: Path) -> None:
    assert pipeline.description.endswith(".")
    assert len((root / "pipelines" / f"{underscored(pipeline.name)}.py").read_text().splitlines()) <= 40


def test_templates_name_the_image_of_this_version(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert building.IMAGE.rpartition(":")[2] == version
    assert importlib.metadata.version("background-jobs") == version
