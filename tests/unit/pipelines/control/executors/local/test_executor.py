"""A job holds a place from the moment it is handed over, whatever it waits for first."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

from pipelines.control.dispatched_job import DispatchedJob
from pipelines.control.executors.local.executor import LocalExecutor
from pipelines.control.executors.local.pool import Pool
from pipelines.core.rendered.template import load_templates

ROOT = Path(__file__).resolve().parents[6]


class Silent:
    """A connection on which nothing is ever answered."""

    closed = False

    async def execute(self, query: str, params: object) -> None:
        await asyncio.Event().wait()


def test_a_job_that_was_taken_over_holds_a_place_while_its_attempts_are_read(tmp_path: Path) -> None:
    templates = load_templates(ROOT / "k8s" / "workflows")
    job = DispatchedJob(
        id=UUID(int=1), pipeline="news-analyzer", generation=1, workflow="w", seconds_left=60.0, runs="warm"
    )

    async def busy_while_it_asks() -> int:
        executor = LocalExecutor(templates, Pool(1, {}, tmp_path / "log"))
        connection: Any = Silent()
        running = asyncio.create_task(executor.run(job, connection))
        await asyncio.sleep(0)
        found = executor.busy()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert executor.busy() == 0
        return found

    assert asyncio.run(busy_while_it_asks()) == 1
