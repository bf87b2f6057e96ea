"""One contract job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.emulators.emulator_server import Emulators
from steps.core.events import ContractAnalyzerRequested
from steps.core.postgres.enqueue import enqueue
from tests.integration.paid_job import PaidJob, fresh

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "contract-analyzer.txt"


class Contract(PaidJob):
    STEP = "process-contract-analyzer"

    def new_job(self, text: str) -> None:
        self.job_id = str(enqueue(self.connection, ContractAnalyzerRequested(text=text, our_side="Licensee")))


@pytest.fixture
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def contract(
    running: Emulators, database_url: str, connection: psycopg.Connection[Any], tmp_path: Path, text: str
) -> Iterator[Contract]:
    with fresh(running, connection):
        contract = Contract(running, database_url, connection, tmp_path.as_uri())
        contract.new_job(text)
        yield contract
