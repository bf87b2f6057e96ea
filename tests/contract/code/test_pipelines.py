"""PIPELINES, the files, the events and the project's metadata say the same."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
import yaml

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
    assert (root / "steps" / f"{underscored(pipeline.result_step)}.py").is_file()
    assert pipeline.template().name == pipeline.name


@each_job
def test_a_workflow_name_with_a_job_id_and_a_generation_fits_into_kubernetes(pipeline: Pipeline) -> None:
    assert len(f"{pipeline.name}-{'0' * 36}-999") <= 63


@each_job
def test_a_job_reads_like_the_sentence_it_opens_with(pipeline: Pipeline, root: Path) -> None:
    assert pipeline.description.endswith(".")
    assert len((root / "pipelines" / f"{underscored(pipeline.name)}.py").read_text().splitlines()) <= 40


TAGGED = re.compile(r"background-jobs/(?:steps|control|emulators):([0-9][\w.]*)")


def test_the_version_of_pyproject_is_everywhere(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert building.VERSION == importlib.metadata.version("background-jobs") == version
    chart = yaml.safe_load((root / "charts/background-jobs/Chart.yaml").read_text())
    assert (chart["version"], chart["appVersion"]) == (version, version)
    texts = [
        path
        for top in ("k8s", "charts", "images", "docs", "pipelines", "steps")
        for path in (root / top).rglob("*.*")
    ]
    texts += [root / "README.md", root / "Makefile"]
    tags = {
        tag
        for path in texts
        if path.suffix in (".yaml", ".md", ".py", ".tpl", ".txt", ".Dockerfile", "")
        for tag in TAGGED.findall(path.read_text(encoding="utf-8"))
    }
    assert tags == {version}
