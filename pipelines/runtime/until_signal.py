"""A process of long-lived tasks: it serves HTTP beside them, until a signal or until one of them cannot live."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial

from fastapi import FastAPI

from pipelines.core.supervision.pulse import Pulse, TaskFault
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.server.uvicorn_server import Server

BEAT_SECONDS = 1.0  # between two signs of life of the server
SERVER_SILENCE = 30.0  # seconds until it must have started
SHUTDOWN_SECONDS = 10.0
Start = Callable[[Supervisor], None]
Leave = Callable[[], Awaitable[None]]


class _Server(Server):
    """uvicorn without its signal handlers: `until_signal` handles signals for the whole process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _nothing() -> None:
    """Most tasks may be cancelled at any time."""


async def until_signal(
    make_app: Callable[[Supervisor], FastAPI],
    listener: socket.socket,
    tasks: Sequence[Start],
    *,
    patience: float,
    leave: Leave = _nothing,
) -> None:
    """Run the tasks and the app. `leave`: done after the first signal, while the tasks still run; a second signal
    cuts it short. Errors: TaskFault when a task does not live for longer than `patience` seconds."""
    signals, loop = asyncio.Queue[int](), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, signals.put_nowait, number)
    async with Supervisor(patience=patience) as supervisor:
        supervisor.start(
            "server", partial(_serve, partial(make_app, supervisor), listener), silence=SERVER_SILENCE
        )
        for start in tasks:
            start(supervisor)
        try:
            await _first(supervisor.lost(), signals.get())
            await _first(supervisor.lost(), leave(), signals.get())
        except TaskFault:
            _end_soon()
            raise


async def _first(*waits: Awaitable[object]) -> None:
    """Wait for one of them. Errors: those of the one that ended."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()


async def _serve(make: Callable[[], FastAPI], listener: socket.socket, pulse: Pulse) -> None:
    """Serve on a copy of the socket, since uvicorn closes its own."""
    server = _Server(make())
    serving = asyncio.create_task(server.serve(sockets=[listener.dup()]))
    try:
        while not serving.done():
            if server.started:
                pulse.beat()
            await asyncio.wait([serving], timeout=BEAT_SECONDS)
        serving.result()
    finally:
        server.should_exit = True
        await asyncio.wait([serving], timeout=SHUTDOWN_SECONDS)


def _end_soon() -> None:
    """What hangs must not keep the process from its end."""
    timer = threading.Timer(SHUTDOWN_SECONDS, os._exit, [1])
    timer.daemon = True
    timer.start()
