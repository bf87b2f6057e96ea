"""A contract's step that may die when an answer is recorded: run by test_contract_killed in its own process."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from steps.core.postgres.ledger import Ledger
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.text import windows
from tests.integration.paid_job import settings_of

STEP = "process-contract-analyzer"


class Recorder:
    """Counts recorded answers over all threads, and ends the process after the third."""

    lock = threading.Lock()
    recorded = 0

    @classmethod
    def record(cls, ledger: Ledger, *args: Any, **kwargs: Any) -> None:
        with cls.lock:
            recording(ledger, *args, **kwargs)
            cls.recorded += 1
            if cls.recorded == 3:
                os._exit(9)


recording = Ledger.record


def main(database_url: str, base_url: str, storage_url: str, job_id: str, parallel: str, die: str) -> int:
    windows.PARALLEL = int(parallel)  # type: ignore[misc]
    if die == "after-record-3":
        Ledger.record = lambda self, *args, **kwargs: Recorder.record(self, *args, **kwargs)  # type: ignore[method-assign]
    with Session(settings_of(database_url, base_url, storage_url)) as session:
        return int(run_step(session, Request(STEP, job_id, 120)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
