"""Coalesces concurrent requests for the same page: N open pages cost two renderings, and none gets a stale one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from pipelines.server.access.crowd import Crowd

Make = Callable[[], Response]


class SharedWork:
    """A request that arrives while its page is being rendered waits for the next rendering, which starts after it
    arrived.

    So every answer is as fresh as one rendered for that request alone.
    """

    def __init__(self, readers: Crowd) -> None:
        self._readers = readers
        self._now: dict[str, asyncio.Task[Response]] = {}
        self._next: dict[str, asyncio.Task[Response]] = {}

    async def get(self, key: str, make: Make) -> Response:
        if (task := self._next.get(key)) is None:
            if (before := self._now.get(key)) is None:
                task = self._now[key] = asyncio.create_task(self._make(key, make))
            else:
                task = self._next[key] = asyncio.create_task(self._make_after(before, key, make))
        # The request that started the rendering may be cancelled; the others still wait for it.
        made = await asyncio.shield(task)
        return Response(made.body, made.status_code, media_type=HTMLResponse.media_type)

    async def _make(self, key: str, make: Make) -> Response:
        try:
            async with self._readers.place():
                return await run_in_threadpool(make)
        finally:
            del self._now[key]

    async def _make_after(self, before: asyncio.Task[Response], key: str, make: Make) -> Response:
        await asyncio.wait([before])
        self._now[key] = self._next.pop(key)
        return await self._make(key, make)


async def shared(request: Request, make: Make) -> Response:
    work: SharedWork = request.app.state.shared_work
    return await work.get(f"{request.url.path}?{request.url.query}", make)
