"""One meeting job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.emulators.emulator_server import Emulators
from steps.core.events import MeetingSummarizerRequested
from steps.core.postgres.enqueue import enqueue
from steps.core.storage.storage import Storage
from tests.integration.paid_job import PaidJob, fresh

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "meeting-summarizer.vtt"


class Meeting(PaidJob):
    STEP = "process-meeting-summarizer"

    def new_job(self, **event: Any) -> None:
        asked = MeetingSummarizerRequested(**{"meeting_date": date(2026, 3, 12), **event})
        self.job_id = str(enqueue(self.connection, asked))

    @property
    def result(self) -> dict[str, Any]:
        return dict(self.output["result"])

    def completed(self, pipeline: str, data: dict[str, Any], output: dict[str, Any] | None) -> str:
        """Another job's id, with what its process step left."""
        row = self.connection.execute("select jobs.enqueue(%s, %s)", [pipeline, json.dumps(data)]).fetchone()
        assert row is not None
        if output is not None:
            self.connection.execute(
                "insert into jobs.output (job_id, step, data) values (%s, %s, %s)",
                [row[0], f"process-{pipeline}", json.dumps(output)],
            )
        return str(row[0])


@pytest.fixture
def meeting(
    running: Emulators, database_url: str, connection: psycopg.Connection[Any], tmp_path: Path
) -> Iterator[Meeting]:
    with fresh(running, connection):
        meeting = Meeting(running, database_url, connection, tmp_path.as_uri())
        document = Storage(meeting.storage_url).put_input(SAMPLE)
        meeting.new_job(document=document)
        yield meeting
