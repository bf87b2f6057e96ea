"""Sends what schedules have planned, when its time comes. Any number of schedulers may run side by side."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing
from datetime import timedelta
from time import monotonic
from typing import Any

import psycopg

from pipelines.control.leading import newly_hindered
from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor, pauses
from pipelines.operations.schedules.sending import Hindered, send_due
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.postgres.connect import connect_to

POLL_SECONDS = 1.0
SILENCE_SECONDS = 120.0
STATEMENT_MILLISECONDS = 60_000
LEFT_ALONE = timedelta(
    minutes=1
)  # a schedule in whose turn the server failed, so that it cannot hold up the others
log = logging.getLogger(__name__)


class Scheduler:
    """One connection of its own, made anew whenever it breaks."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._left_alone: dict[str, float] = {}

    def start(self, supervisor: Supervisor) -> None:
        """Send until the supervisor stops."""
        supervisor.start("scheduler", self.run, silence=SILENCE_SECONDS)

    async def run(self, pulse: Pulse) -> None:
        """Until the connection is lost. Errors: psycopg's own, ConfigurationError `database_encoding`."""
        connection = await asyncio.to_thread(
            connect_to, self._url, "scheduler", milliseconds=STATEMENT_MILLISECONDS
        )
        with closing(connection):  # also while a turn that was given up still waits for it
            waits = pauses()
            while True:
                try:
                    sent = await asyncio.to_thread(self.turn, connection, pulse)
                except psycopg.Error as error:
                    if newly_hindered(connection, pulse, error):
                        log.warning("scheduler_hindered", extra={FIELDS: describe(error)})
                    await asyncio.sleep(next(waits))
                    continue
                pulse.beat()
                waits = pauses()
                if not sent:
                    await asyncio.sleep(POLL_SECONDS)

    def turn(self, connection: psycopg.Connection[Any], pulse: Pulse) -> int:
        """Of how many schedules something was looked at. Errors: psycopg's own."""
        now = monotonic()
        self._left_alone = {name: until for name, until in self._left_alone.items() if until > now}
        try:
            return send_due(connection, avoid=self._left_alone, after_each=pulse.still_working)
        except Hindered as hindered:
            self._left_alone[hindered.schedule] = now + LEFT_ALONE.total_seconds()
            if isinstance(hindered.__cause__, psycopg.Error):
                raise hindered.__cause__ from None
            raise
