"""DBOS Transact: a workflow of three checkpointed steps, started in this process (faster than its queue)."""

from __future__ import annotations

import asyncio
import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

from dbos import DBOS

from tests.bench.load import IN_FLIGHT, measure


def main(url: str) -> None:
    DBOS(
        config={
            "name": "bench",
            "system_database_url": url.replace("postgresql:", "postgresql+psycopg:"),
            "run_admin_server": False,
            "log_level": "ERROR",
        }
    )

    @DBOS.step()
    def validate(number: int) -> int:
        return number

    @DBOS.step()
    def process(number: int) -> int:
        return number + 1

    @DBOS.step()
    def update(number: int) -> str:
        return "completed"

    @DBOS.workflow()
    def trial(number: int) -> str:
        return update(process(validate(number)))

    DBOS.launch()
    numbers = itertools.count()
    threads = ThreadPoolExecutor(IN_FLIGHT)

    async def job() -> None:
        def run() -> str:
            return str(DBOS.start_workflow(trial, next(numbers)).get_result())

        await asyncio.get_running_loop().run_in_executor(threads, run)

    asyncio.run(measure("dbos", job))
    DBOS.destroy()


if __name__ == "__main__":
    main(sys.argv[1])
