"""The recorder's loop: twice a second, write what has happened to jobs without pods as Workflows.

The process that holds an advisory lock records; PostgreSQL drops the lock with the connection, so another takes over
within seconds and goes on from what PostgreSQL remembers. Two at once would write the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from pipelines.control.recorder.look import QUERIES, Connection
from pipelines.control.recorder.recording import Recording, Turns
from pipelines.control.workflows import Workflows
from pipelines.core.rendered.template import WorkflowTemplate
from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor, pauses
from steps.core.errors import StepError
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.postgres.connect import behind_pooler, connect_async
from steps.core.postgres.pooler import require_session

LOOK_SECONDS = 0.5  # between two looks
STANDBY_SECONDS = 2.0
SILENCE_SECONDS = (
    120.0  # a turn is a few hundred writes; each takes 18 seconds at the most, and eight go on at once
)
log = logging.getLogger(__name__)


class Recorder:
    """`templates`: what the graphs are drawn by; read when it starts."""

    def __init__(
        self,
        url: str,
        workflows: Workflows,
        templates: Callable[[], Mapping[str, WorkflowTemplate]],
        recording: Recording,
    ) -> None:
        self._url, self._workflows, self._templates, self._recording = url, workflows, templates, recording

    def start(self, supervisor: Supervisor) -> None:
        """Record, or stand by for it, until the supervisor stops."""
        supervisor.start("recorder", self._run, silence=SILENCE_SECONDS)

    async def _run(self, pulse: Pulse) -> None:
        """Until the connection is lost. Errors: psycopg's own, ConfigurationError `needs_session`."""
        async with connect_async(self._url, "recorder") as work:
            if behind_pooler(work):
                await asyncio.to_thread(require_session, self._url, "recorder")
            while not await self._leads(work):
                pulse.beat()
                await asyncio.sleep(STANDBY_SECONDS)
            log.info("recorder_leads")
            turns = Turns(self._workflows, await asyncio.to_thread(self._templates), self._recording)
            try:
                await self._record(work, turns, pulse)
            finally:
                turns.close()

    async def _leads(self, work: Connection) -> bool:
        row = await (await work.execute(QUERIES["try_to_lead"])).fetchone()
        return bool(row and row[0])

    async def _record(self, work: Connection, turns: Turns, pulse: Pulse) -> None:
        """Neither a cluster that is away nor what PostgreSQL refuses for a while ends the lead; the pauses grow."""
        waits, hindered = pauses(), ""
        while True:
            try:
                await turns.turn(work, pulse)
            except StepError as error:  # a cluster that is away is no fault of this process
                pulse.beat()
                pulse.noted(error)
                if hindered != (hindered := str(error)):
                    log.warning("recorder_hindered", extra={"code": error.code, "error": error.message})
                await asyncio.sleep(max(LOOK_SECONDS, next(waits)))
            except Exception as error:
                if work.closed:
                    raise
                if pulse.living:
                    log.warning("recorder_hindered", extra={FIELDS: describe(error)})
                pulse.failed(error)
                await asyncio.sleep(max(LOOK_SECONDS, next(waits)))
            else:
                pulse.beat()
                waits, hindered = pauses(), ""
                await asyncio.sleep(LOOK_SECONDS)
