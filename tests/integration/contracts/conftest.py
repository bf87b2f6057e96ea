"""One contract job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steps.core.events import ContractAnalyzerRequested
from steps.core.postgres.enqueue import enqueue
from tests.support.emulated import PaidJob

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "contract-analyzer.txt"


class Contract(PaidJob):
    STEP = "process-contract-analyzer"

    def new_job(self, text: str | None = None) -> None:
        text = SAMPLE.read_text(encoding="utf-8") if text is None else text
        self.job_id = str(enqueue(self.connection, ContractAnalyzerRequested(text=text, our_side="Licensee")))


@pytest.fixture
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def contract(new_paid: Callable[[type[Contract]], Contract]) -> Contract:
    return new_paid(Contract)
