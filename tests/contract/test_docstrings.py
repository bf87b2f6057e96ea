"""A file that a docstring names is there, so that whoever follows the name arrives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

NAMED = re.compile(r"(?<![\w./-])[\w./-]+\.(?:py|sql|csv)\b")


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def missing(path: Path, root: Path) -> list[str]:
    """Names that lead nowhere, neither from the file's own folder nor from one above it."""
    folders = [folder for folder in path.parents if folder.is_relative_to(root)]
    return [
        name
        for docstring in docstrings(path)
        for name in NAMED.findall(docstring)
        if not any((folder / name).is_file() for folder in folders)
    ]


def test_every_file_named_in_a_docstring_is_there(root: Path) -> None:
    paths = [path for top in ("steps", "pipelines") for path in sorted((root / top).rglob("*.py"))]
    assert not {str(path.relative_to(root)): names for path in paths if (names := missing(path, root))}


def test_a_name_is_looked_up_from_the_folder_upwards(tmp_path: Path) -> None:
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "here.py").write_text('"""As `above.sql` says, and gone.py, and near/here.py."""')
    (tmp_path / "above.sql").touch()
    assert missing(tmp_path / "near" / "here.py", tmp_path) == ["gone.py"]
