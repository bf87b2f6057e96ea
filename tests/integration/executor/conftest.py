"""A running executor of trial jobs, whose templates are the trial's and changed copies of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.trials import Trials, hosting, write_templates


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("executor")

    def short(template: dict[str, Any]) -> None:
        process(template)["activeDeadlineSeconds"] = 1
        process(template)["container"]["args"] += ["--seconds", "1"]

    def small(template: dict[str, Any]) -> None:
        process(template)["container"]["resources"]["limits"]["memory"] = "160Mi"
        process(template)["retryStrategy"] = {"limit": "1"}

    def brief(template: dict[str, Any]) -> None:
        template["spec"]["activeDeadlineSeconds"] = 2

    def witness(template: dict[str, Any]) -> None:
        [main] = [part for part in template["spec"]["templates"] if part["name"] == "main"]
        main["dag"]["tasks"][1] |= {"name": "process-witness", "template": "process-witness"}
        process(template)["container"]["command"][-1] = "process-witness"
        process(template)["metadata"] = {"labels": {"needs-llm": "true"}}
        process(template)["name"] = "process-witness"

    write_templates(folder, witness=witness, short=short, small=small, brief=brief, single=single_pod)
    return folder


def single_pod(template: dict[str, Any]) -> None:
    """The shape that pipelines/core/one_pod.py renders: all steps in one container, a pod at exit on failure alone."""
    spec = template["spec"]
    spec["onExit"] = "unless-succeeded"
    validate, process, last = (part for part in spec["templates"] if "container" in part)
    command = ["python", "-m", "steps", *(part["name"] for part in (validate, process, last))]
    job = ["--job", "{{workflow.parameters.job-id}}", "--workflow", "{{workflow.name}}"]
    together = {**process, "name": "all-steps"}
    together["container"] = {"command": command, "args": [*job, "--status", "Succeeded"]}
    on_exit = {"name": last["name"], "template": last["name"], "when": "{{workflow.status}} != Succeeded"}
    spec["templates"] = [
        {"name": "main", "dag": {"tasks": [{"name": "all-steps", "template": "all-steps"}]}},
        together,
        last,
        {"name": "unless-succeeded", "steps": [[on_exit]]},
    ]


def process(template: dict[str, Any]) -> dict[str, Any]:
    return next(part for part in template["spec"]["templates"] if part["name"] == "process-trial")


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    """Of a pool that runs trial steps."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "JOBS_STEP_PACKAGES": "steps,tests.trial_steps",
        "JOBS_LOG_STDERR": "false",
    }


@pytest.fixture(scope="module")
def trials(database_url: str, folder: Path) -> Iterator[Trials]:
    """A running executor whose backoffs are 200 times shorter."""
    with hosting(database_url, folder, 200.0), Trials.at(database_url) as trials:
        yield trials
