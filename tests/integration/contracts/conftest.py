"""One contract job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.emulators.faults import Fault
from pipelines.emulators.server import Emulators
from steps.core.enqueue import enqueue
from steps.core.errors import ExitCode
from steps.core.events import ContractAnalyzerRequested
from steps.core.runner import Request, run_step
from steps.core.session import Session
from steps.core.settings import Settings

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "contract-analyzer.txt"
STEP = "process-contract-analyzer"


@dataclass
class Contract:
    """Each `attempt` is one try of the job's process step."""

    emulators: Emulators
    database_url: str
    connection: psycopg.Connection[Any]
    storage_url: str
    job_id: str = ""

    def new_job(self, text: str) -> None:
        self.job_id = str(enqueue(self.connection, ContractAnalyzerRequested(text=text, our_side="Licensee")))

    def faults(self, *kinds: str | dict[str, Any]) -> None:
        told = ({"kind": kind} if isinstance(kind, str) else kind for kind in kinds)
        self.emulators.faults.add(Fault(on="openai.responses", **each) for each in told)

    def settings(self) -> Settings:
        return Settings(
            database_url=SecretStr(self.database_url),
            openai_api_key=SecretStr("emulator-test"),
            openai_base_url=self.emulators.openai_base_url,
            storage_url=self.storage_url,
            log_stderr=False,
        )

    def attempt(self, seconds: float = 60) -> ExitCode:
        with Session(self.settings()) as session:
            return run_step(session, Request(STEP, self.job_id, seconds))

    @property
    def calls(self) -> list[str | None]:
        """The fingerprints of all calls, in order."""
        return [call.fingerprint for call in self.emulators.calls.all("openai.responses")]

    def one(self, query: str) -> Any:
        row = self.connection.execute(query, [self.job_id]).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    @property
    def result(self) -> dict[str, Any]:
        return dict(self.one(f"select data from jobs.output where step = '{STEP}' and job_id = %s"))

    @property
    def code(self) -> str:
        query = "select error ->> 'code' from jobs.attempt where job_id = %s order by number desc limit 1"
        return str(self.one(query))


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators() as emulators:
        yield emulators


@pytest.fixture
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def contract(
    running: Emulators, database_url: str, connection: psycopg.Connection[Any], tmp_path: Path, text: str
) -> Iterator[Contract]:
    running.faults.clear()
    running.calls.clear()
    contract = Contract(running, database_url, connection, tmp_path.as_uri())
    contract.new_job(text)
    yield contract
    connection.execute("delete from jobs.breaker")
