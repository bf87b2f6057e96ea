"""The recorder's loop: twice a second, write what has happened to jobs without pods as Workflows.

One process records; another takes over within seconds of its end (leading.py) and goes on from what PostgreSQL
remembers. Two at once would write the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from pipelines.control.leading import lead, newly_hindered
from pipelines.control.recorder.look import QUERIES, Connection
from pipelines.control.recorder.recording import Recording, Turns
from pipelines.control.workflows import Workflows
from pipelines.core.rendered.template import WorkflowTemplate
from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor, pauses
from steps.core.errors import StepError
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS

LOOK_SECONDS = 0.5  # between two looks
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
        async with lead(self._url, "recorder", QUERIES["try_to_lead"], pulse) as work:
            log.info("recorder_leads")
            turns = Turns(self._workflows, await asyncio.to_thread(self._templates), self._recording)
            try:
                await self._record(work, turns, pulse)
            finally:
                turns.close()

    async def _record(self, work: Connection, turns: Turns, pulse: Pulse) -> None:
        """Neither a cluster that is away nor what PostgreSQL refuses for a while ends the lead; the pauses grow."""
        waits, said = pauses(), ""
        while True:
            try:
                await turns.turn(work, pulse)
            except StepError as error:  # a cluster that is away is no fault of this process
                pulse.beat()
                pulse.noted(error)
                if said != (said := str(error)):
                    log.warning("recorder_hindered", extra={"code": error.code, "error": error.message})
                await asyncio.sleep(max(LOOK_SECONDS, next(waits)))
            except Exception as error:
                if newly_hindered(work, pulse, error):
                    log.warning("recorder_hindered", extra={FIELDS: describe(error)})
                await asyncio.sleep(max(LOOK_SECONDS, next(waits)))
            else:
                pulse.beat()
                waits, said = pauses(), ""
                await asyncio.sleep(LOOK_SECONDS)
