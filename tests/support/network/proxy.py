"""A TCP proxy on loopback that cuts, delays and forgets connections as networks and their devices do."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.processes import in_thread
from tests.support.waiting import until


class _Line:
    """One connection through the proxy. `moved`: when a byte went through it last."""

    def __init__(self, ends: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
        self.ends, self.moved = ends, time.monotonic()

    def cut(self) -> None:
        for end in self.ends:
            end.transport.abort()


class Proxy:
    """`port` leads to `target`. Its methods may be called from any thread."""

    def __init__(self, target: int) -> None:
        self._target, self.port = target, 0
        self._lines: set[_Line] = set()
        self._open = threading.Event()
        self._open.set()

    async def run(self) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self._loop = asyncio.get_running_loop()
        self.port = server.sockets[0].getsockname()[1]
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for line in list(self._lines):
                line.cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        line = _Line((writer, back))
        self._lines.add(line)
        try:
            copies = [self._copy(reader, back, line), self._copy(there, writer, line)]
            await asyncio.wait([asyncio.create_task(one) for one in copies], return_when="FIRST_COMPLETED")
        finally:
            self._lines.discard(line)
            line.cut()

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, line: _Line) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                while not self._open.is_set():
                    await asyncio.sleep(0.05)
                line.moved = time.monotonic()
                sink.write(data)
                await sink.drain()

    def cut(self, *, idle: float = 0.0) -> int:
        """End every connection that was idle for so many seconds; how many there were."""

        async def now() -> int:
            old = [line for line in self._lines if time.monotonic() - line.moved >= idle]
            for line in old:
                line.cut()
            return len(old)

        return asyncio.run_coroutine_threadsafe(now(), self._loop).result()

    @contextmanager
    def silent(self) -> Iterator[int]:
        """No byte passes, and nobody is told; how many connections there are."""
        self._open.clear()
        try:
            yield len(self._lines)
        finally:
            self._open.set()


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    with in_thread(proxy.run):
        until(lambda: proxy.port)
        yield proxy
