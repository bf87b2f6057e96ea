"""The load every engine gets: `IN_FLIGHT` callers, each enqueues a job, waits for its end, enqueues the next."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable

IN_FLIGHT = 32
SECONDS = 6.0
SINGLES = 200

Job = Callable[[], Awaitable[object]]


async def measure(name: str, pipeline: Job, *, singles: int = SINGLES) -> None:
    """Print one JSON line: jobs/s with 32 in flight, and milliseconds of one job alone."""
    for _ in range(20):
        await pipeline()
    alone = []
    for _ in range(singles):
        started = time.perf_counter()
        await pipeline()
        alone.append((time.perf_counter() - started) * 1000)
    await flood(pipeline, 1.5)
    rate = await flood(pipeline, SECONDS)
    ms = statistics.quantiles(alone, n=100)
    print(json.dumps({"engine": name, "jobs_per_s": rate, "p50_ms": ms[49], "p99_ms": ms[98]}), flush=True)


async def flood(pipeline: Job, seconds: float) -> float:
    end = time.perf_counter() + seconds
    done = 0

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await pipeline()
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(IN_FLIGHT)))
    return done / (time.perf_counter() - started)
