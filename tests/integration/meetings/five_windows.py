"""A meeting's step that may die when an answer is recorded: run by test_meeting_killed in its own process."""

from __future__ import annotations

import os
import sys
from typing import Any

from steps.core.postgres.ledger import Ledger
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.text import windows
from tests.integration.paid_job import settings_of

STEP = "process-meeting-summarizer"
recording = Ledger.record
recorded = 0


def record_and_die(ledger: Ledger, *args: Any, **kwargs: Any) -> None:
    """The outline and three windows are recorded, then the process is gone."""
    global recorded
    recording(ledger, *args, **kwargs)
    recorded += 1
    if recorded == 4:
        os._exit(9)


def main(database_url: str, base_url: str, storage_url: str, job_id: str, die: str) -> int:
    windows.PARALLEL = 1  # type: ignore[misc]
    if die == "after-window-3":
        Ledger.record = record_and_die  # type: ignore[method-assign]
    with Session(settings_of(database_url, base_url, storage_url)) as session:
        return int(run_step(session, Request(STEP, job_id, 120)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
