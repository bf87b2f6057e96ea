"""What both executors of a cluster do with a dispatched job: trigger its Workflow, and leave it to the reconciler.

A trigger that fails is tried again at once, twice. What does not get through then stays dispatched; the reconciler
creates its Workflow as soon as the cluster answers, so no job is failed for what an operator has to mend.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg

from pipelines.control.dispatcher import DispatchedJob
from steps.core.errors import ConfigurationError, TemporaryError

PAUSES = (0.3, 1.5)  # seconds before the second and the third try
AT_ONCE = 8
log = logging.getLogger(__name__)


class TriggeringExecutor:
    """`send` blocks until the cluster has the trigger; it may be sent any number of times. Errors of `run`:
    PermanentError where the cluster would refuse the job's Workflow again."""

    def __init__(self, name: str, send: Callable[[DispatchedJob], None]) -> None:
        self.name, self._send = name, send
        # Of its own, so that an event source that does not answer holds up nobody else.
        self._threads = ThreadPoolExecutor(AT_ONCE, f"trigger-{name}")
        self._sending = 0
        self._complaint = ""

    def busy(self) -> int:
        return self._sending

    def wake(self, job_id: UUID) -> None:
        """A poll step waits inside Argo, where nobody can wake it."""

    async def run(self, job: DispatchedJob, connection: psycopg.AsyncConnection[Any]) -> None:
        self._sending += 1
        try:
            await self._trigger(job)
        finally:
            self._sending -= 1

    async def _trigger(self, job: DispatchedJob) -> None:
        for pause in (*PAUSES, None):
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, self._send, job)
            except (TemporaryError, ConfigurationError) as error:
                self._complain(job, error)
                if pause is None or isinstance(error, ConfigurationError):
                    return
                await asyncio.sleep(pause)
            else:
                self._complaint = ""
                return

    def _complain(self, job: DispatchedJob, error: TemporaryError | ConfigurationError) -> None:
        """The same fault is told once, for the first job that meets it."""
        if str(error) != self._complaint:
            self._complaint = str(error)
            told = {
                "job_id": job.id,
                "pipeline": job.pipeline,
                "code": error.code,
                "error": error.message,
            }
            log.warning("not_triggered", extra=told)
