"""What a docstring or comment names exists: files that were renamed leave no stale sentence behind."""

from __future__ import annotations

import ast
import re
from pathlib import Path

NAMED = re.compile(r"(?<![\w./*<>{}-])((?:[\w-]+/)*[\w-]+\.(?:py|sql))(?![\w.(])")


def sentences(path: Path) -> str:
    """The module's docstrings and comments."""
    text = path.read_text(encoding="utf-8")
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return "\n".join([*docs, *re.findall(r"#.*", text)])


def test_every_file_that_a_sentence_names_exists(root: Path) -> None:
    paths = [path for top in ("pipelines", "steps") for path in (root / top).rglob("*.*")]
    known = [path.relative_to(root).as_posix() for path in paths if path.suffix in (".py", ".sql")]
    stale = [
        f"{path.relative_to(root)}: {name}"
        for path in paths
        if path.suffix == ".py"
        for name in NAMED.findall(sentences(path))
        if not any(f"/{one}".endswith(f"/{name}") for one in known)
    ]
    assert not stale


def test_a_package_names_files_of_its_own(root: Path) -> None:
    stale = [
        f"{path.relative_to(root)}: {name}"
        for top in ("pipelines", "steps")
        for path in (root / top).rglob("__init__.py")
        for name in NAMED.findall(sentences(path))
        if "/" not in name and not (path.parent / name).exists()
    ]
    assert not stale


def test_every_query_is_asked(root: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "pipelines").rglob("*.py"))
    code += "\n".join(path.read_text(encoding="utf-8") for path in (root / "steps").rglob("*.py"))
    unused = [
        f"{path.relative_to(root)}: {name}"
        for top in ("pipelines", "steps")
        for path in (root / top).rglob("*.sql")
        for name in re.findall(r"^-- (\w+) --$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if f'"{name}"' not in code
    ]
    assert not unused
