"""One invoice job on a database of its own, with the emulator as its model provider."""

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
from pipelines.samples import make_invoice_processor as sample
from steps.core.enqueue import enqueue
from steps.core.errors import ExitCode
from steps.core.events import InvoiceProcessorRequested
from steps.core.runner import Request, run_step
from steps.core.session import Session
from steps.core.settings import Settings
from steps.core.storage import Storage

STEP = "process-invoice-processor"
PAPER = sample.document({})


@dataclass
class Invoice:
    """Each `attempt` is one try of the job's process step."""

    emulators: Emulators
    database_url: str
    connection: psycopg.Connection[Any]
    storage_url: str
    job_id: str = ""

    def new_job(self, data: bytes = PAPER) -> None:
        stored = Storage(self.storage_url).put("documents/invoice", data, media_type="application/pdf")
        self.job_id = str(enqueue(self.connection, InvoiceProcessorRequested(document=stored)))

    def faults(self, *kinds: str | dict[str, Any]) -> None:
        told = ({"kind": kind} if isinstance(kind, str) else kind for kind in kinds)
        self.emulators.faults.add(Fault(on="openai.responses", **each) for each in told)

    def attempt(self, seconds: float = 60, key: str = "emulator-test") -> ExitCode:
        settings = Settings(
            database_url=SecretStr(self.database_url),
            openai_api_key=SecretStr(key),
            openai_base_url=self.emulators.openai_base_url,
            storage=self.storage_url,
            log_stderr=False,
        )
        with Session(settings) as session:
            return run_step(session, Request(STEP, self.job_id, seconds))

    @property
    def calls(self) -> int:
        return len(self.emulators.calls.all("openai.responses"))

    def one(self, query: str) -> Any:
        row = self.connection.execute(query, [self.job_id]).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    @property
    def output(self) -> dict[str, Any]:
        return dict(self.one(f"select data from jobs.output where step = '{STEP}' and job_id = %s"))

    @property
    def failed(self) -> set[str]:
        """The codes of the checks that did not pass."""
        return {check["code"] for check in self.output["checks"] if not check["passed"]}

    @property
    def code(self) -> str:
        query = "select error ->> 'code' from jobs.attempt where job_id = %s order by number desc limit 1"
        return str(self.one(query))


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators() as emulators:
        yield emulators


@pytest.fixture
def invoice(
    running: Emulators, database_url: str, connection: psycopg.Connection[Any], tmp_path: Path
) -> Iterator[Invoice]:
    running.faults.clear()
    running.calls.clear()
    invoice = Invoice(running, database_url, connection, tmp_path.as_uri())
    invoice.new_job()
    yield invoice
    connection.execute("delete from jobs.breaker")
