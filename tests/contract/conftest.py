"""What the contract tests look at: the project's files, and what its code renders now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import JOBS
from pipelines.core import render

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def rendered() -> dict[str, str]:
    """Every generated file as the code makes it now: path below k8s/ and text."""
    return render.rendered(JOBS)


@pytest.fixture(scope="session")
def manifests(rendered: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Every rendered WorkflowTemplate, by file."""
    return {name: yaml.safe_load(text) for name, text in rendered.items() if name.startswith("workflows/")}


@pytest.fixture(scope="session")
def modules(root: Path) -> list[Path]:
    """All Python files written by hand."""
    return sorted(path for top in ("pipelines", "steps", "tests") for path in (root / top).rglob("*.py"))
