"""Imports go one way: between the layers of pipelines/, inside steps/, and between any two folders."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.contract.structure.imports import Import, circles, imports_of

# What each part of pipelines/ may import of pipelines/; all may import steps. `table` is pipelines/__init__.py.
PIPELINES = {
    "core": set(),
    "graph": {"core"},
    "table": {"core"},
    "samples": set(),
    "emulators": {"core"},
    "operations": {"core", "table", "samples"},
    "control": {"core", "table", "operations"},
    "server": {"core", "table", "operations"},
    "runtime": {"core", "table", "operations", "control", "server", "emulators", "samples"},
    "commands": {"core", "table", "operations", "control", "server", "runtime"},
    "__main__": {"commands", "core"},
}
# In steps/: `step` is a file, `subject` a folder, whose own parts it may always import.
STEPS = {"core": set(), "subject": {"core"}, "step": {"core", "subject"}, "__main__": {"core"}}
# In steps/core/: `runner`, `delivery` and `context` put together what lies in the folders; `file` is any
# other file.
CORE = {
    "file": {"text"},
    "text": {"file"},
    "system": set(),
    "logs": {"file", "text"},
    "storage": {"file", "text"},
    "postgres": {"file", "text", "logs"},
    "documents": {"file", "text", "storage", "system"},
    "llm": {"file", "text", "postgres"},
    "speech": {"file", "text", "postgres"},
    "context": {"file", "text", "postgres", "storage", "llm", "speech"},
    "delivery": {"file", "context", "llm"},
    "runner": {"file", "text", "logs", "postgres", "context"},
}


@pytest.fixture(scope="module")
def imports(root: Path) -> list[Import]:
    return imports_of(root)


def part_of_pipelines(root: Path, module: str) -> str:
    name = module.split(".")[1]
    if name == "__init__":
        return "table"
    return "graph" if (root / f"pipelines/{name}.py").exists() and name != "__main__" else name


def part_of_steps(root: Path, module: str) -> str:
    name = module.split(".")[1]
    if name in ("core", "__main__"):
        return name
    return "subject" if (root / "steps" / name).is_dir() else "step"


def part_of_core(root: Path, module: str) -> str:
    name = module.split(".")[2]
    return name if name in CORE or (root / "steps/core" / name).is_dir() else "file"


def upward(
    imports: list[Import], package: str, part_of: Callable[[str], str], below: dict[str, set[str]]
) -> list[str]:
    """The imports inside a package that lead from one of its parts to one that is not below it."""
    wrong = []
    for one in imports:
        if one.importer.startswith(package) and one.imported.startswith(package):
            importer, imported = part_of(one.importer), part_of(one.imported)
            if imported != importer and imported not in below[importer]:
                wrong.append(str(one))
    return wrong


def test_steps_know_nothing_of_pipelines(imports: list[Import]) -> None:
    assert not [
        str(one)
        for one in imports
        if one.importer.startswith("steps.") and one.imported.startswith("pipelines.")
    ]


def test_a_layer_of_pipelines_imports_only_what_lies_below(root: Path, imports: list[Import]) -> None:
    assert not upward(imports, "pipelines.", partial(part_of_pipelines, root), PIPELINES)


def test_a_step_imports_subjects_and_a_subject_imports_no_other(root: Path, imports: list[Import]) -> None:
    wrong = []
    for one in imports:
        if one.importer.startswith("steps.") and one.imported.startswith("steps."):
            importer, imported = part_of_steps(root, one.importer), part_of_steps(root, one.imported)
            own = one.importer.split(".")[1] == one.imported.split(".")[1]
            if not own and imported not in STEPS[importer]:
                wrong.append(str(one))
    assert not wrong


def test_in_steps_core_imports_go_one_way(root: Path, imports: list[Import]) -> None:
    assert not upward(imports, "steps.core.", partial(part_of_core, root), CORE)


def test_every_folder_has_its_place_in_these_tables(root: Path) -> None:
    for folder, table in ((root / "pipelines", PIPELINES), (root / "steps/core", CORE)):
        known = {path.name for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"}
        assert known <= table.keys()


def test_nothing_is_imported_in_a_circle(imports: list[Import]) -> None:
    assert not circles(imports)


def test_imports_in_functions_and_for_types_alone_are_seen(tmp_path: Path) -> None:
    """A reader that finds nothing would find nothing wrong."""
    files = {
        "steps/__init__.py": "",
        "steps/a/__init__.py": "",
        "steps/a/one.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from steps.b import two\n",
        "steps/b/__init__.py": "LIMIT = 1\n",
        "steps/b/two.py": "def run():\n    import steps.a.one\n",
        "steps/b/three.py": "from steps.b import LIMIT\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = imports_of(tmp_path)
    assert {(one.place, one.imported) for one in found} == {
        ("steps/a/one.py:3", "steps.b.two"),
        ("steps/b/two.py:2", "steps.a.one"),
        ("steps/b/three.py:1", "steps.b.__init__"),
    }
    (circle,) = circles(found)
    assert set(circle.split("\n")) == {str(one) for one in found if "three" not in one.place}
