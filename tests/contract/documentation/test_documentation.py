"""The generated documents are what the code makes, and name every variable that the code reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.commands.documentation import files
from pipelines.commands.documentation.blocks import MarkerMissing, table, with_blocks

READERS = {"get", "pop", "setdefault"}


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    return files.documents()


def test_committed_documents_are_up_to_date(documents: dict[str, str]) -> None:
    differences = files.differences(documents)
    assert not differences, f"{', '.join(differences)}; run `make docs` and commit what it writes"


def test_writing_removes_what_is_generated_no_more_and_checking_names_what_differs(
    documents: dict[str, str], tmp_path: Path
) -> None:
    files.write(documents, tmp_path)
    assert files.differences(documents, tmp_path) == []
    (tmp_path / "docs" / "reference" / "settings.md").write_text("changed by hand")
    (tmp_path / "docs" / "pipelines" / "news-analyzer.md").unlink()
    (tmp_path / "docs" / "pipelines" / "old.md").write_text("of a pipeline that is gone")
    assert sorted(files.differences(documents, tmp_path)) == [
        "extra docs/pipelines/old.md",
        "missing docs/pipelines/news-analyzer.md",
        "stale docs/reference/settings.md",
    ]
    files.write(documents, tmp_path)
    assert files.differences(documents, tmp_path) == []


def test_a_block_is_replaced_between_its_markers_alone() -> None:
    text = "before\n<!-- a: written by `make docs` -->\nold\n<!-- end of a -->\nafter\n"
    assert with_blocks(text, {"a": "new"}) == text.replace("old", "new")
    with pytest.raises(MarkerMissing):
        with_blocks(text, {"b": "new"})


def test_a_cell_cannot_break_its_table() -> None:
    assert table(("a",), [("one | two\nthree",)]) == "| a |\n|---|\n| one \\| two three |"


def variables_read(path: Path) -> Iterator[str]:
    """The names in `os.environ[NAME]` and `os.environ.get(NAME)`, also where a constant of the module holds them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            key = node.slice
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            f"os.environ.{one}" for one in READERS
        }:
            key = node.args[0]
        if isinstance(key, ast.Constant):
            yield str(key.value)
        elif isinstance(key, ast.Name):
            yield str(constants[key.id])


def test_every_variable_that_is_read_is_in_the_table(
    modules: list[Path], root: Path, documents: dict[str, str]
) -> None:
    ours = [path for path in modules if path.relative_to(root).parts[0] in ("pipelines", "steps")]
    read = {name for path in ours for name in variables_read(path)}
    assert read
    assert not {name for name in read if f"| `{name}` |" not in documents["docs/reference/settings.md"]}


def test_every_setting_has_a_meaning(documents: dict[str, str]) -> None:
    rows = [line for line in documents["docs/reference/settings.md"].splitlines() if line.startswith("| `")]
    assert rows
    assert not [row for row in rows if not row.split("|")[-2].strip()]
