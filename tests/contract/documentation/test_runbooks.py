"""Errors and findings lead to runbooks that are there and speak of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.control.doctor.findings import RUNBOOKS as RUNBOOK_OF
from pipelines.operations.advice import ADVICE
from pipelines.operations.runbooks import RUNBOOKS, path


@pytest.mark.parametrize(("name", "codes"), RUNBOOKS.items())
def test_a_runbook_names_the_errors_that_lead_to_it(root: Path, name: str, codes: tuple[str, ...]) -> None:
    text = (root / path(name)).read_text("utf-8")
    started = re.findall(r"`([a-z_]+)_…`", text)
    assert [code for code in codes if f"`{code}`" not in text and not code.startswith(tuple(started))] == []
    assert set(codes) <= {*ADVICE, "schema_too_old"}


def test_the_doctor_names_runbooks_that_are_there(root: Path) -> None:
    assert [name for name in RUNBOOK_OF.values() if not (root / path(name)).is_file()] == []
