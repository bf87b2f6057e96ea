"""A scheduler in a process of its own: `python -m tests.integration.schedules.one_scheduler URL`."""

from __future__ import annotations

import asyncio
import sys

from pipelines.control.scheduler import Scheduler
from pipelines.core.supervision.supervisor import Supervisor


async def main(url: str) -> None:
    async with Supervisor() as supervisor:
        Scheduler(url).start(supervisor)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
