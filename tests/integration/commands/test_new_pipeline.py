"""`make new-pipeline` in a copy of the repository: the new pipeline renders, completes a job, and passes its tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.commands.conftest import ROOT, environment

COPIED = ("pipelines", "steps", "k8s", "docs", "charts", "images", "tests")
FILES = ("README.md", "Makefile", "pyproject.toml", "LICENSE")
CHECKS = (
    "tests/unit/steps/test_process_text_counter.py",
    "tests/unit/steps/core/test_events.py",
    "tests/contract/code/test_pipelines.py",
    "tests/contract/code/test_events.py",
    "tests/contract/code/test_steps.py",
    "tests/contract/kubernetes/test_rendered.py",
    "tests/contract/kubernetes/test_templates.py",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    for folder in COPIED:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, root / folder, symlinks=True, ignore=ignored)
    for file in FILES:
        shutil.copy(ROOT / file, root / file)
    bgjobs(root, "new-pipeline", "text-counter")
    bgjobs(root, "render")
    bgjobs(root, "docs")
    return root


def bgjobs(root: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return python(root, "-m", "pipelines", *arguments, code=code)


def python(root: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    told = {**environment(root / "home", None), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=root, env=told, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


def test_its_files_are_there_and_up_to_date(copy: Path) -> None:
    for name in ("k8s/workflows/text-counter.yaml", "k8s/schemas/results/text-counter.json"):
        assert (copy / name).is_file()
    assert "text-counter" in (copy / "README.md").read_text(encoding="utf-8")
    assert "`words`" in (copy / "docs/pipelines/text-counter.md").read_text(encoding="utf-8")
    bgjobs(copy, "render", "--check")
    bgjobs(copy, "docs", "--check")


def test_its_test_and_the_contracts_pass(copy: Path) -> None:
    python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHECKS)


def test_its_code_is_formatted_and_typed(copy: Path) -> None:
    files = ["steps/process_text_counter.py", "pipelines/text_counter.py", CHECKS[0]]
    python(copy, "-m", "ruff", "format", "--check", *files, "steps/core/events.py", "pipelines/__init__.py")
    python(copy, "-m", "ruff", "check", *files)
    python(copy, "-m", "mypy", "--cache-dir", os.devnull, files[0])


def test_a_job_of_it_completes(copy: Path) -> None:
    done = bgjobs(copy, "run", "text-counter", "--data", "pipelines/samples/text-counter.json", "--json")
    assert json.loads(done.stdout)["result"]["result"] == {"words": 5}


@pytest.mark.parametrize(
    "name", ["text", "Text-Counter", "text_counter", "a-name-that-is-much-too-long", "text-counter"]
)
def test_a_name_that_does_not_fit_or_is_taken_is_refused(copy: Path, name: str) -> None:
    bgjobs(copy, "new-pipeline", name, code=2)
