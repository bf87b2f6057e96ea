"""Lets pods reach the tests' PostgreSQL, which listens on a socket file alone: a port that leads there."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Iterator

import psycopg


@contextlib.contextmanager
def reachable(url: str, host: str) -> Iterator[int]:
    """The port on `host` (an address of this machine) that leads to the server of `url`."""
    with psycopg.connect(url) as connection:
        path = f"{connection.info.host}/.s.PGSQL.{connection.info.port}"
    opened: queue.Queue[tuple[int, Callable[[], object]]] = queue.Queue()

    async def serve() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(lambda *ours: _both_ways(path, *ours), host, 0)
        opened.put((server.sockets[0].getsockname()[1], lambda: loop.call_soon_threadsafe(stop.set)))
        await stop.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    port, stop = opened.get(timeout=5)
    try:
        yield port
    finally:
        stop()
        thread.join(5)


async def _both_ways(path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    theirs, ours = await asyncio.open_unix_connection(path)
    with contextlib.suppress(asyncio.CancelledError):  # the end of the block cuts who still talks
        await asyncio.gather(_copy(reader, ours), _copy(theirs, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()
