"""What is written by hand names files that exist, and runbooks have their four heads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.commands.subcommands import SUBCOMMANDS

ROOT = Path(__file__).resolve().parents[3]
HEADS = ["## Symptom", "## Why", "## What to do", "## How to see that it worked"]
PAGES = (
    "README.md",
    "docs/architecture.md",
    "steps/README.md",
    "pipelines/README.md",
    "tests/README.md",
    "k8s/README.md",
    "pipelines/server/README.md",
    "charts/background-jobs/README.md",
    "images/README.md",
    "steps/core/postgres/sql/README.md",
    *(f"docs/runbooks/{path.name}" for path in sorted((ROOT / "docs" / "runbooks").glob("*.md"))),
)
COMMAND = re.compile(r"`bgjobs ([a-z][a-z-]*)")
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.{},-]*|[\w-]+\.(?:py|sql|md))`")


def expanded(name: str) -> list[str]:
    """`a/{b,c}.py` -> `a/b.py`, `a/c.py`"""
    found = re.fullmatch(r"(.*)\{(.*)\}(.*)", name)
    return [f"{found[1]}{part}{found[3]}" for part in found[2].split(",")] if found else [name]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    known = {
        path.relative_to(root).as_posix()
        for top in ("pipelines", "steps", "k8s", "charts", "docs", "images", "tests")
        for path in (root / top).rglob("*")
    }
    missing = [
        name
        for written in PATH.findall(text)
        for name in expanded(written)
        if not (root / name).exists()
        and not any(f"/{one}".endswith(f"/{name.rstrip('/')}") for one in known)
        and not name.startswith((".jobs", "background-jobs/", "jobs/", "text-counter", "steps/process_text"))
        and "text_counter" not in name
        and "text-counter" not in name
    ]
    assert not missing


@pytest.mark.parametrize("page", ["README.md", "docs/runbooks/README.md"])
def test_every_link_leads_somewhere(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert links
    assert not [link for link in links if not ((root / page).parent / link).exists()]


def test_every_picture_is_shown(root: Path) -> None:
    shown = set(
        re.findall(r"docs/screenshots/([\w-]+\.png)", (root / "README.md").read_text(encoding="utf-8"))
    )
    assert shown == {path.name for path in (root / "docs" / "screenshots").iterdir()}


def test_every_runbook_has_four_heads_and_a_line_in_the_list(root: Path) -> None:
    books = [path for path in (root / "docs" / "runbooks").glob("*.md") if path.name != "README.md"]
    assert len(books) >= 10
    listed = (root / "docs" / "runbooks" / "README.md").read_text(encoding="utf-8")
    for book in books:
        text = book.read_text(encoding="utf-8")
        assert re.findall("^## .*", text, re.MULTILINE) == HEADS, book.name
        for part in re.split("^## .*\n", text, flags=re.MULTILINE)[1:]:
            assert part.strip(), book.name
        assert f"({book.name})" in listed


def test_every_error_code_that_a_runbook_names_is_in_the_table(root: Path) -> None:
    table = (root / "docs" / "reference" / "error-codes.md").read_text(encoding="utf-8")
    settled = (root / "pipelines" / "control" / "reconciler").rglob("*.py")
    known = table + "".join(path.read_text(encoding="utf-8") for path in settled)
    for book in (root / "docs" / "runbooks").glob("*.md"):
        symptom = book.read_text(encoding="utf-8").split("## Why")[0]
        for code in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", symptom):
            assert code in known or code.startswith("jobs_"), f"{book.name}: {code}"


def test_readmes_are_short(root: Path) -> None:
    for folder in ("steps", "pipelines", "tests"):
        assert 20 <= len((root / folder / "README.md").read_text().splitlines()) <= 45
    assert len((root / "docs" / "architecture.md").read_text().splitlines()) <= 70


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_exists(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    assert set(COMMAND.findall(text)) <= SUBCOMMANDS.keys()
