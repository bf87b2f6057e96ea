"""A step in a process of its own that may die when an answer is recorded: started by `PaidJob.apart`."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from steps.core.postgres.ledger import Ledger
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.text import windows
from tests.support.emulated import settings_of

recording = Ledger.record


class Recorder:
    """Counts recorded answers over all threads, and ends the process after so many."""

    def __init__(self, most: int) -> None:
        self.lock, self.recorded, self.most = threading.Lock(), 0, most

    def record(self, ledger: Ledger, *args: Any, **known: Any) -> None:
        with self.lock:
            recording(ledger, *args, **known)
            self.recorded += 1
            if self.recorded == self.most:
                os._exit(9)


def main(step: str, job_id: str, database_url: str, base_url: str, storage_url: str, *limits: str) -> int:
    parallel, dies_after = map(int, limits)
    windows.PARALLEL = parallel
    recorder = Recorder(dies_after)
    if dies_after:
        setattr(Ledger, "record", lambda self, *args, **known: recorder.record(self, *args, **known))  # noqa: B010
    with Session(settings_of(database_url, base_url, storage_url)) as session:
        return int(run_step(session, Request(step, job_id, 120)).code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
