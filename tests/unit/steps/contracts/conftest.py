"""One contract of our own, what the rules answer about it, and the result that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.emulators.rules.contracts import contract_rules
from steps.contracts.assembly.assemble import assembled
from steps.contracts.models import ContractResult
from steps.contracts.text.units import Unit, units
from steps.contracts.wire import ContractWire
from steps.core.documents.read import DocumentText
from steps.core.models import Check
from steps.core.text.windows import Window

SAMPLE = Path(__file__).resolve().parents[4] / "pipelines" / "samples" / "contract-analyzer.txt"
Assemble = Callable[..., tuple[ContractResult, dict[str, Check]]]


@pytest.fixture(scope="session")
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def answer(text: str) -> ContractWire:
    return contract_rules.answer(text)


@pytest.fixture
def assemble(text: str, answer: ContractWire) -> Assemble:
    """The result of the answer, with some of its fields changed, and its checks by code."""

    def assemble(*, our_side: str | None = None, **changes: Any) -> tuple[ContractResult, dict[str, Check]]:
        wire = ContractWire.model_validate({**answer.model_dump(), **changes})
        document = DocumentText(text, "text/plain")
        result, checks = assembled(document, units(text), [(Window(0, 1, 0, len(text)), wire)], our_side)
        return result, {check.code: check for check in checks}

    return assemble


@pytest.fixture
def unit() -> Callable[[str], Unit]:
    """A sentence as a unit of its own."""
    return lambda sentence: Unit(0, len(sentence), sentence, None)
