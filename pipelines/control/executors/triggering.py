"""What both executors of a cluster do with a dispatched job: trigger its Workflow and leave the rest to the reconciler.

A failed trigger is tried twice more. A job whose trigger still fails stays dispatched, and the reconciler creates its
Workflow as soon as the cluster answers: no job fails because of the cluster's configuration.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg

from pipelines.control.dispatched_job import DispatchedJob
from steps.core.errors import ConfigurationError, PermanentError, TemporaryError

PAUSES = (0.3, 1.5)  # seconds before the second and the third try
AT_ONCE = 8
log = logging.getLogger(__name__)


class TriggeringExecutor:
    """`send` blocks until the cluster has accepted the trigger; sending it again changes nothing. Errors of `run`:
    PermanentError where the cluster refuses the job's Workflow."""

    def __init__(self, name: str, send: Callable[[DispatchedJob], None]) -> None:
        self.name, self._send = name, send
        # Threads of its own, so that an event source that does not answer delays nothing else.
        self._threads = ThreadPoolExecutor(AT_ONCE, f"trigger-{name}")
        self._sending = 0
        self._last_warning = ""

    def busy(self) -> int:
        return self._sending

    def wake(self, job_id: UUID) -> None:
        """Does nothing: Argo, not this process, waits between the attempts of a poll step."""

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
                self._warn_once(job, error)
                if pause is None or isinstance(error, ConfigurationError):
                    return
                await asyncio.sleep(pause)
            except PermanentError:
                raise
            except Exception:  # such as a token that no header can hold: the reconciler creates the Workflow
                log.exception("not_triggered", extra={"job_id": job.id, "pipeline": job.pipeline})
                return
            else:
                self._last_warning = ""
                return

    def _warn_once(self, job: DispatchedJob, error: TemporaryError | ConfigurationError) -> None:
        """Log the same error once, for the first job that meets it."""
        if str(error) != self._last_warning:
            self._last_warning = str(error)
            told = {
                "job_id": job.id,
                "pipeline": job.pipeline,
                "code": error.code,
                "error": error.message,
            }
            log.warning("not_triggered", extra=told)
