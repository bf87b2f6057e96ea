"""The arrow points from pipelines to steps, and what is heavy is not imported before it is needed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = [
    "hera",
    "openai",
    "assemblyai",
    "numpy",
    "obstore",
    "pocketsphinx",
    "kubernetes",
    "stdnum",
    "pipelines",
]
STEPS = sorted(
    path.stem
    for path in (Path(__file__).resolve().parents[3] / "steps").glob("*.py")
    if not path.stem.startswith("__")
)


def imported_by(program: str) -> set[str]:
    """Top-level packages in a fresh interpreter after it ran the program."""
    report = f"import json, sys\n{program}\nprint(json.dumps(list(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(ran.stdout)}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_imports_nothing_heavy(step: str) -> None:
    assert imported_by(f"import steps.{step}").isdisjoint(HEAVY)


def test_the_table_of_jobs_imports_neither_hera_nor_a_step() -> None:
    program = (
        "import pipelines; assert not [name for name in sys.modules if name.startswith('steps.process_')]"
    )
    assert imported_by(program).isdisjoint(set(HEAVY) - {"pipelines"})


def imports(path: Path) -> set[str]:
    """Every package a file imports, inside functions and type-checking blocks as well."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_steps_know_neither_pipelines_nor_argo(root: Path) -> None:
    for path in (root / "steps").rglob("*.py"):
        assert imports(path).isdisjoint({"pipelines", "hera", "kubernetes"}), path


@pytest.mark.parametrize(
    ("package", "owner"),
    [("openai", "steps/core/llm/client.py"), ("assemblyai", "steps/core/speech/client.py")],
)
def test_one_file_names_a_provider(root: Path, package: str, owner: str) -> None:
    named = {
        path.relative_to(root).as_posix()
        for path in (root / "steps").rglob("*.py")
        if package in imports(path)
    }
    assert named == {owner}
