"""One meeting job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.emulators.faults import Fault
from pipelines.emulators.server import Emulators
from steps.core.enqueue import enqueue
from steps.core.errors import ExitCode
from steps.core.events import MeetingSummarizerRequested
from steps.core.runner import Request, run_step
from steps.core.session import Session
from steps.core.settings import Settings
from steps.core.storage import Storage

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "meeting-summarizer.vtt"
STEP = "process-meeting-summarizer"


@dataclass
class Meeting:
    """Each `attempt` is one try of the job's process step."""

    emulators: Emulators
    database_url: str
    connection: psycopg.Connection[Any]
    storage_url: str
    job_id: str = ""

    def new_job(self, **event: Any) -> None:
        asked = MeetingSummarizerRequested(**{"meeting_date": date(2026, 3, 12), **event})
        self.job_id = str(enqueue(self.connection, asked))

    def faults(self, *kinds: str | dict[str, Any]) -> None:
        told = ({"kind": kind} if isinstance(kind, str) else kind for kind in kinds)
        self.emulators.faults.add(Fault(on="openai.responses", **each) for each in told)

    def attempt(self, seconds: float = 60) -> ExitCode:
        settings = Settings(
            database_url=SecretStr(self.database_url),
            openai_api_key=SecretStr("emulator-test"),
            openai_base_url=self.emulators.openai_base_url,
            storage=self.storage_url,
            log_stderr=False,
        )
        with Session(settings) as session:
            return run_step(session, Request(STEP, self.job_id, seconds))

    @property
    def calls(self) -> list[str | None]:
        """The fingerprints of all calls, in order."""
        return [call.fingerprint for call in self.emulators.calls.all("openai.responses")]

    def one(self, query: str) -> Any:
        row = self.connection.execute(query, [self.job_id]).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    @property
    def output(self) -> dict[str, Any]:
        return dict(self.one(f"select data from jobs.output where step = '{STEP}' and job_id = %s"))

    @property
    def result(self) -> dict[str, Any]:
        return dict(self.output["result"])

    @property
    def error(self) -> dict[str, Any]:
        query = "select error from jobs.attempt where job_id = %s order by number desc limit 1"
        return dict(self.one(query))

    def completed(self, job: str, data: dict[str, Any], output: dict[str, Any] | None) -> str:
        """Another job's id, with what its process step left."""
        row = self.connection.execute("select jobs.enqueue(%s, %s)", [job, json.dumps(data)]).fetchone()
        assert row is not None
        if output is not None:
            self.connection.execute(
                "insert into jobs.output (job_id, step, data) values (%s, %s, %s)",
                [row[0], f"process-{job}", json.dumps(output)],
            )
        return str(row[0])


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators() as emulators:
        yield emulators


@pytest.fixture
def meeting(
    running: Emulators, database_url: str, connection: psycopg.Connection[Any], tmp_path: Path
) -> Iterator[Meeting]:
    running.faults.clear()
    running.calls.clear()
    meeting = Meeting(running, database_url, connection, tmp_path.as_uri())
    document = Storage(meeting.storage_url).put_input(SAMPLE)
    meeting.new_job(document=document)
    yield meeting
    connection.execute("delete from jobs.breaker")
