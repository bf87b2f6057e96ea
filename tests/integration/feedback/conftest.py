"""One attempt of the feedback step against the emulator over real HTTP, with a real ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from steps.core.events import FeedbackItem
from steps.core.llm.client import LLM
from steps.core.logs import capture
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Ledger
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from steps.process_feedback_analyzer import Input, Output, run

STEP = "process-feedback-analyzer"
NEW_JOB = """select jobs.enqueue('feedback-analyzer', '{"items": [{"id": "1", "text": "x"}]}')"""


@pytest.fixture
def emulators(running: Emulators) -> Emulators:
    running.faults.clear()
    running.calls.clear()
    return running


@dataclass
class Attempt:
    """What the step touches of its context; `log` is what it wrote."""

    emulators: Emulators
    connection: psycopg.Connection[Any]
    job_id: str
    storage: Storage
    pipeline: str = "feedback-analyzer"
    queued_at: datetime = datetime(2026, 4, 1, tzinfo=UTC)
    time_left: float = 60.0
    log: str = ""
    llm: LLM = field(init=False)

    def progress(self, done: int, total: int) -> None:
        """Nobody watches."""

    def run(self, *texts: str) -> Output:
        settings = Settings(
            openai_api_key=SecretStr("emulator-test"), openai_base_url=self.emulators.openai_base_url
        )
        with capture.capture(job_id=self.job_id, pipeline=self.pipeline, step=STEP, attempt=1) as captured:
            self.llm = LLM(
                settings,
                Ledger(self.connection, self.job_id, STEP),
                Breaker(self.connection),
                captured.log,
                job_id=self.job_id,
                time_left=lambda: self.time_left,
                sleep=lambda seconds: None,
            )
            items = [FeedbackItem(id=f"i{n}", text=text) for n, text in enumerate(texts)]
            try:
                return run(Input(items=items), self)  # type: ignore[arg-type]
            finally:
                self.log += captured.text()

    def next_attempt(self) -> Attempt:
        """The same job again, as a new process would see it."""
        return Attempt(self.emulators, self.connection, self.job_id, self.storage)

    @property
    def calls(self) -> int:
        return len(self.emulators.calls.all("openai.responses"))


@pytest.fixture
def attempt(emulators: Emulators, connection: psycopg.Connection[Any], tmp_path: Path) -> Iterator[Attempt]:
    row = connection.execute(NEW_JOB).fetchone()
    assert row is not None
    yield Attempt(emulators, connection, str(row[0]), Storage(tmp_path.as_uri()))
    connection.execute("delete from jobs.breaker")


@pytest.fixture
def script(emulators: Emulators) -> Callable[..., None]:
    """Queue faults by kind: `script("server_error", ("rate_limit_exceeded", {"retry_after": 1}))`."""

    def queue(*kinds: str | tuple[str, dict[str, Any]]) -> None:
        pairs = [(kind, {}) if isinstance(kind, str) else kind for kind in kinds]
        emulators.faults.add(Fault(on="openai.responses", kind=kind, **more) for kind, more in pairs)

    return queue
