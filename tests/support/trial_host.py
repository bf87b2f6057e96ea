"""A dispatcher with the local executor in a process of its own, for tests that kill it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.local.executor import LocalExecutor
from pipelines.control.executors.local.pool import Pool
from pipelines.control.share import Share
from pipelines.core.rendered.template import load_templates
from pipelines.core.supervision.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


async def host(
    url: str,
    folder: Path,
    speed: float,
    ready: asyncio.Event | None = None,
    places: int = 32,
    steps_url: str = "",
    share: Share | None = None,
) -> None:
    """`steps_url`: the database as the steps reach it, where that is another way. `share`: take that alone, as a
    process of `bgjobs work` does."""
    environment = {
        **os.environ,
        "DATABASE_URL": steps_url or url,
        "JOBS_LOG_STDERR": "false",
        "JOBS_STEP_PACKAGES": "steps,tests.trial_steps",
        "PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT)])),
        "JOBS_HOME": str(folder),
    }
    templates = load_templates(folder / "templates")
    async with Pool(places, environment, folder / "workers.log") as pool, Supervisor() as supervisor:
        executor = LocalExecutor(templates, pool, name="warm" if share else "local", speed=speed)
        dispatcher = Dispatcher(
            url,
            executor,
            {name: t.spec.active_deadline_seconds or 60 for name, t in templates.items()},
            places=places,
            share=share,
        )
        pool.start(supervisor)
        dispatcher.start(supervisor)
        await dispatcher.ready.wait()
        if ready is not None:
            ready.set()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(host(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
