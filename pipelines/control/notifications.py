"""The dispatcher's ear: a connection of its own that listens, opened again beside the work when it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from pipelines.core.supervision.pulse import Pulse
from steps.core.postgres.connect import behind_pooler, connect_async
from steps.core.postgres.pooler import require_session

QUIET_SECONDS = (
    5.0  # without a notification; then the connection is tried, so that none is idle and a broken one found
)
log = logging.getLogger(__name__)


class NotificationListener:
    """`heard` is told the channel and the payload of each notification; `listens` whether none can be missed now."""

    def __init__(
        self,
        url: str,
        channels: Sequence[str],
        heard: Callable[[str, str], None],
        listens: Callable[[bool], None],
    ) -> None:
        self._url, self._channels, self._heard, self._listens = url, channels, heard, listens

    async def run(self, pulse: Pulse) -> None:
        """Listen until the connection is lost. Errors: psycopg's own, ConfigurationError `needs_session`."""
        async with connect_async(self._url, "listener") as connection:
            if behind_pooler(
                connection
            ):  # of transactions, which would let the next client listen instead of us
                await asyncio.to_thread(require_session, self._url, "listener")
            for channel in self._channels:
                await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            self._listens(True)
            try:
                await self._listen(connection, pulse)
            finally:
                self._listens(False)

    async def _listen(self, connection: psycopg.AsyncConnection[Any], pulse: Pulse) -> None:
        while True:
            pulse.beat()
            async for note in connection.notifies(timeout=QUIET_SECONDS):
                try:
                    self._heard(note.channel, note.payload)
                except Exception as error:  # anybody may notify anything
                    pulse.noted(error)
                    log.exception("notification_unreadable")
            await connection.execute("select 1")
