"""What the contract tests look at: the project's files, and what its code renders now."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import PIPELINES
from pipelines.core import rendering

ROOT = Path(__file__).resolve().parents[2]
CLUSTER_BIN = Path.home() / ".cache" / "test-cluster" / "bin"
Chart = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def rendered() -> dict[str, str]:
    """Every generated file as the code makes it now: path below k8s/ and text."""
    return rendering.rendered(PIPELINES)


@pytest.fixture(scope="session")
def manifests(rendered: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Every rendered WorkflowTemplate, by file."""
    return {
        name: yaml.safe_load(text)
        for name, text in rendered.items()
        if name.startswith(("workflows/", "one-pod/"))
    }


@pytest.fixture(scope="session")
def modules(root: Path) -> list[Path]:
    """All Python files written by hand."""
    return sorted(path for top in ("pipelines", "steps", "tests") for path in (root / top).rglob("*.py"))


@pytest.fixture(scope="session")
def helm() -> str:
    program = shutil.which("helm") or shutil.which("helm", path=str(CLUSTER_BIN))
    if program is None:
        pytest.skip(f"there is no `helm` on PATH or in {CLUSTER_BIN}; the chart is not rendered")
    return program


@pytest.fixture(scope="session")
def chart(helm: str, root: Path) -> Chart:
    """Renders the chart with values as `--set` takes them; returns its objects, hooks included."""

    @cache
    def objects(*values: str) -> list[dict[str, Any]]:
        command = [helm, "template", "trial", str(root / "charts/background-jobs"), "--namespace", "trial"]
        made = subprocess.run(
            [*command, *(part for value in values for part in ("--set", value))],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert made.returncode == 0, made.stderr
        return [each for each in yaml.load_all(made.stdout, yaml.CSafeLoader) if each]

    return objects
