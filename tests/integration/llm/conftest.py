"""The emulator over real HTTP, a real ledger, and an LLM whose clock and sleep the test holds."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from steps.core.llm.answers import Answer
from steps.core.llm.client import LLM
from steps.core.logs import capture
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Ledger
from steps.core.settings import Settings
from tests.integration.llm.reading import Reading, answer

STEP = "process-news-analyzer"
BILL = "Bill of the day\nTwo coffees 7.00\nOne cake 4.50\n"


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators(engines={"reading": answer}) as emulators:
        yield emulators


@pytest.fixture
def emulators(running: Emulators) -> Emulators:
    running.faults.clear()
    running.calls.clear()
    return running


@dataclass
class Asker:
    """One attempt of one job's step. `slept`: the pauses it took; `log`: what it wrote."""

    emulators: Emulators
    connection: psycopg.Connection[Any]
    job_id: str
    key: str = "emulator-test"
    url: str | None = None
    seconds: float = 60.0
    open_seconds: float = 60.0
    slept: list[float] = field(default_factory=list)
    log: str = ""

    def ask(self, document: str = BILL, *, part: int = 0, max_output_tokens: int = 500) -> Answer[Reading]:
        settings = Settings(
            openai_api_key=SecretStr(self.key) if self.key else None,
            openai_base_url=self.emulators.openai_base_url if self.url is None else self.url or None,
        )
        with capture.capture(job_id=self.job_id, pipeline="news-analyzer", step=STEP, attempt=1) as captured:
            llm = LLM(
                settings,
                Ledger(self.connection, self.job_id, STEP),
                Breaker(self.connection, open_seconds=self.open_seconds),
                captured.log,
                job_id=self.job_id,
                time_left=lambda: self.seconds,
                sleep=self.slept.append,
            )
            try:
                return llm.ask(
                    schema_name="reading",
                    instructions="Read the document.",
                    document=document,
                    answer=Reading,
                    max_output_tokens=max_output_tokens,
                    part=part,
                )
            finally:
                self.log += captured.text()

    def next_attempt(self) -> Asker:
        """The same job again, as a new process would see it."""
        return Asker(self.emulators, self.connection, self.job_id)

    @property
    def calls(self) -> int:
        return len(self.emulators.calls.all("openai.responses"))

    def rows(self) -> list[dict[str, Any]]:
        """The ledger's rows of this job, oldest first."""
        cursor = self.connection.cursor(row_factory=psycopg.rows.dict_row)
        return cursor.execute(
            "select * from jobs.provider_call where job_id = %s order by created_at", [self.job_id]
        ).fetchall()


@pytest.fixture
def new_job(connection: psycopg.Connection[Any], emulators: Emulators) -> Iterator[Callable[[], Asker]]:
    def new() -> Asker:
        row = connection.execute("""select jobs.enqueue('news-analyzer', '{"text": "x"}')""").fetchone()
        assert row is not None
        return Asker(emulators, connection, str(row[0]))

    yield new
    connection.execute("delete from jobs.breaker")


@pytest.fixture
def job(new_job: Callable[[], Asker]) -> Asker:
    return new_job()


@pytest.fixture
def script(emulators: Emulators) -> Callable[..., None]:
    """Queue faults by kind: `script("server_error", ("rate_limit_exceeded", {"retry_after": 1}))`."""

    def queue(*kinds: str | tuple[str, dict[str, Any]]) -> None:
        pairs = [(kind, {}) if isinstance(kind, str) else kind for kind in kinds]
        emulators.faults.add(Fault(on="openai.responses", kind=kind, **more) for kind, more in pairs)

    return queue


@pytest.fixture
def closed_url() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
