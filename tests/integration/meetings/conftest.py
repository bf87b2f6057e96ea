"""One meeting job on a database of its own, with the emulator as its model provider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from steps.core.events import MeetingSummarizerRequested
from steps.core.postgres.enqueue import enqueue
from steps.core.storage.storage import Storage
from tests.support.emulated import PaidJob
from tests.support.rows import Rows

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "meeting-summarizer.vtt"


class Meeting(PaidJob):
    STEP = "process-meeting-summarizer"

    def new_job(self, **event: Any) -> None:
        """Of the sample's document, unless the event names another source."""
        if not event:
            event["document"] = Storage(self.storage_url).put_input(SAMPLE)
        asked = MeetingSummarizerRequested(**{"meeting_date": date(2026, 3, 12), **event})
        self.job_id = str(enqueue(self.connection, asked))

    @property
    def result(self) -> dict[str, Any]:
        return dict(self.output["result"])

    def completed(self, pipeline: str, data: dict[str, Any], output: dict[str, Any] | None) -> str:
        """Another job's id, with what its process step left."""
        rows = Rows(self.connection, pipeline)
        job_id = rows.enqueue(data)
        if output is not None:
            query = "insert into jobs.output (job_id, step, data) values (%s, %s, %s)"
            rows.execute(query, [job_id, rows.process, Jsonb(output)])
        return job_id


@pytest.fixture
def meeting(new_paid: Callable[[type[Meeting]], Meeting]) -> Meeting:
    return new_paid(Meeting)
