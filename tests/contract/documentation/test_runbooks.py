"""Errors and findings lead to runbooks that are there and speak of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.control.doctor.findings import RUNBOOKS as RUNBOOK_OF
from pipelines.operations.advice import ADVICE
from pipelines.operations.runbooks import BY_CODE, RUNBOOKS, path


@pytest.mark.parametrize(("name", "codes"), RUNBOOKS.items())
def test_a_runbook_names_the_errors_that_lead_to_it(root: Path, name: str, codes: tuple[str, ...]) -> None:
    text = (root / path(name)).read_text("utf-8")
    started = re.findall(r"`([a-z_]+)_…`", text)
    assert [code for code in codes if f"`{code}`" not in text and not code.startswith(tuple(started))] == []
    assert set(codes) <= {*ADVICE, "schema_too_old"}


def test_every_runbook_is_reached_from_an_error_or_a_finding(root: Path) -> None:
    there = {book.stem for book in (root / "docs" / "runbooks").glob("*.md")} - {"README"}
    assert there == {*RUNBOOKS, *RUNBOOK_OF.values()}


def test_an_error_that_a_single_runbook_names_leads_to_it(root: Path) -> None:
    naming: dict[str, set[str]] = {}
    for book in (root / "docs" / "runbooks").glob("*.md"):
        for code in set(re.findall(r"`([a-z_]+)`", book.read_text("utf-8"))) & ADVICE.keys():
            naming.setdefault(code, set()).add(book.stem)
    alone = {code: books - {"README"} for code, books in naming.items() if len(books - {"README"}) == 1}
    assert len(alone) > 20
    of_webhooks = {"invalid_event"}  # as an answer to a sender; as a job's error its advice says it all
    assert not [code for code in alone.keys() - of_webhooks if BY_CODE.get(code) not in alone[code]]


def test_every_subject_of_the_doctor_with_a_runbook_is_one_that_it_uses(root: Path) -> None:
    checks = [
        *(root / "pipelines" / "control" / "doctor").glob("*.py"),
        root / "pipelines/commands/operate/doctor.py",
    ]
    written = "".join(path.read_text("utf-8") for path in checks if path.name != "findings.py")
    assert [subject for subject in RUNBOOK_OF if f'"{subject}"' not in written] == []


def test_the_doctor_names_runbooks_that_are_there(root: Path) -> None:
    assert [name for name in RUNBOOK_OF.values() if not (root / path(name)).is_file()] == []
