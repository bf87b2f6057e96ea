"""What runs beside a test: coroutines in a thread of their own, programs that are killed at the end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from pipelines.core.supervision.supervisor import Supervisor
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_LINUX = str(ROOT / "tests" / "support" / "without_linux")  # on PYTHONPATH, see there


def kill_family(pid: int | None) -> None:
    """A process with all that it started, down to the last."""
    head = psutil.Process(pid)
    family = [*head.children(recursive=True), head]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family, timeout=PATIENCE)


@contextmanager
def in_thread(*mains: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """These coroutines in an event loop of their own thread, until the end of the block."""
    loop = asyncio.new_event_loop()
    tasks: list[asyncio.Task[None]] = []

    async def serve() -> None:
        tasks.extend(asyncio.create_task(main()) for main in mains)
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        yield
    finally:
        for task in tasks:
            loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENCE)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    assert not [task for task in tasks if task.done() and not task.cancelled() and task.exception()]


def supervised(*starts: Callable[[Supervisor], None]) -> Callable[[], Coroutine[Any, Any, None]]:
    """These under a supervisor of their own, for `in_thread`."""

    async def main() -> None:
        async with Supervisor() as supervisor:
            for start in starts:
                start(supervisor)
            await asyncio.Event().wait()

    return main


@contextmanager
def program(module: str, *arguments: str, path: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A Python module in a process of its own; killed at the end, if the test has not done so. `path`: folders that
    come first on its PYTHONPATH."""
    command = [sys.executable, "-m", module, *arguments]
    folders = os.pathsep.join(filter(None, [path, str(ROOT)]))
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": folders})
    try:
        yield process
    finally:
        kill(process.pid)
        process.wait()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
