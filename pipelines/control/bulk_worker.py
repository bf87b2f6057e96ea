"""Works on what people do to many jobs at once, in every control plane: one of its long-lived tasks.

The pace is a number in each operation's row, by the database's clock; this task only decides when to look again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

import psycopg

from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor, pauses
from pipelines.operations.bulk.work import AtWork, at_work, hindered, work_on
from steps.core.errors import StepError
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.postgres.connect import connect
from steps.core.settings import Settings
from steps.core.storage.storage import Storage

IDLE_SECONDS = 1.0  # between looks while there is no operation
SHORTEST = 0.05  # between looks while there is one that has a pace
SILENCE_SECONDS = 300.0  # a transaction may delete the files of twenty jobs in a slow storage
log = logging.getLogger(__name__)


class BulkWorker:
    """One worker on a connection of its own. `turn` works once on each operation."""

    def __init__(self, connection: psycopg.Connection[Any], storage: Storage) -> None:
        self._connection, self._storage = connection, storage
        self._hindered: dict[
            str, tuple[float, Iterator[float]]
        ] = {}  # by operation: until when it rests, its pauses

    def turn(self, pulse: Pulse) -> float:
        """Seconds until the next turn. Errors: psycopg's own where the connection is lost."""
        found = at_work(self._connection)
        self._hindered = {one.id: self._hindered[one.id] for one in found if one.id in self._hindered}
        waits = [self._work(one, pulse) for one in found]
        return min([IDLE_SECONDS, *(max(0.0 if wait == 0 else SHORTEST, wait) for wait in waits)])

    def _work(self, operation: AtWork, pulse: Pulse) -> float:
        until, rests = self._hindered.get(operation.id, (0.0, pauses()))
        if (left := until - monotonic()) > 0:
            return left
        try:
            wait = work_on(self._connection, self._storage, operation)
        except (psycopg.Error, StepError) as error:
            if self._connection.closed:
                raise
            pulse.noted(error)
            told = {FIELDS: {"operation": operation.id, **describe(error)}}
            log.warning("operation_hindered", extra=told)
            pause = next(rests)
            self._hindered[operation.id] = (monotonic() + pause, rests)
            with suppress(psycopg.Error):
                hindered(self._connection, operation, code_of(error))
            return pause
        self._hindered.pop(operation.id, None)
        pulse.still_working()
        return IDLE_SECONDS if wait is None else wait


def code_of(error: psycopg.Error | StepError) -> str:
    """A code that people may see."""
    return error.code if isinstance(error, StepError) else f"sqlstate_{error.sqlstate or 'none'}"


def start_bulk_worker(supervisor: Supervisor, settings: Settings) -> None:
    """Work until the supervisor stops."""

    async def run(pulse: Pulse) -> None:
        connection = await asyncio.to_thread(connect, settings, "bulk")
        try:
            worker = BulkWorker(connection, Storage(settings.storage_url, settings.storage_endpoint))
            while True:
                pause = await asyncio.to_thread(worker.turn, pulse)
                pulse.beat()
                await asyncio.sleep(pause)
        finally:
            connection.close()

    supervisor.start("bulk_worker", run, silence=SILENCE_SECONDS)
