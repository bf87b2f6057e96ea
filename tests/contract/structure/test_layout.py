"""Files stay small, folders short, and both say what they are for and are named for what they hold."""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from pathlib import Path

MAX_LINES, MAX_FILES = 250, 15
GRAB_BAGS = {"utils", "util", "common", "helpers", "misc", "shared"}


def shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def folders(folder: Path) -> list[Path]:
    """This folder and all below it, without caches and environments."""
    below = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "__"))]
    return [folder, *(one for each in below if not each.is_symlink() for one in folders(each))]


def test_no_file_is_long(root: Path, modules: list[Path]) -> None:
    kinds = ("*.sql", "*.css", "*.js", "*.html")
    others = [path for top in ("pipelines", "steps") for kind in kinds for path in (root / top).rglob(kind)]
    written = [path for path in others if path.name != "schema.sql"]  # a dump, as long as the schema is
    long = {shown(root, path): lines(path) for path in [*modules, *written] if lines(path) > MAX_LINES}
    assert not long


def test_most_files_are_short(root: Path, modules: list[Path]) -> None:
    code = [path for path in modules if shown(root, path).split("/")[0] != "tests" and lines(path)]
    median = statistics.median(map(lines, code))
    print(f"median of {len(code)} files in pipelines and steps: {median:.0f} lines")
    assert median < 80


def test_no_folder_is_long(root: Path) -> None:
    counts = {
        shown(root, folder): sum(each.is_file() and each.suffix != ".pyc" for each in folder.iterdir())
        for folder in folders(root)
    }
    assert not {folder: count for folder, count in counts.items() if count > MAX_FILES}


def test_no_module_name_stands_twice_in_pipelines(root: Path) -> None:
    stems = Counter(path.stem for path in (root / "pipelines").rglob("*.py"))
    assert not {stem for stem, count in stems.items() if count > 1 and not stem.startswith("__")}


def test_no_file_is_a_grab_bag(root: Path, modules: list[Path]) -> None:
    parts = {part.removesuffix(".py") for path in modules for part in path.relative_to(root).parts}
    assert not parts & GRAB_BAGS


def test_every_module_says_what_it_is_for(root: Path, modules: list[Path]) -> None:
    silent = [
        shown(root, path)
        for path in modules
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent
