"""Procrastinate: three tasks in a chain, each a row of its own; one process defers and works, notified by LISTEN."""

from __future__ import annotations

import asyncio
import itertools
import sys

import procrastinate

from tests.bench.load import IN_FLIGHT, measure


async def main(url: str) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
    ended: dict[int, asyncio.Future[None]] = {}
    numbers = itertools.count()

    @app.task
    async def validate(number: int) -> None:
        await process.defer_async(number=number)

    @app.task
    async def process(number: int) -> None:
        await update.defer_async(number=number)

    @app.task
    async def update(number: int) -> None:
        if number in ended:
            ended.pop(number).set_result(None)

    async def job() -> None:
        number = next(numbers)
        end = ended[number] = asyncio.get_running_loop().create_future()
        await validate.defer_async(number=number)
        await end

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        # Its default of 5 s between polls costs that much whenever a notification is missed; this is its best.
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=IN_FLIGHT, install_signal_handlers=False, fetch_job_polling_interval=0.1
            )
        )
        await measure("procrastinate", job)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
