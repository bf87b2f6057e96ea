"""Many open pages ask for the same at the same moment; they share one making of it, and none gets an old one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

Make = Callable[[], Response]


class Sharing:
    """Whoever asks while a page is being made waits for the next making, which begins after the question.

    So every answer is as new as one made for it alone, and any number of questions costs two makings.
    """

    def __init__(self) -> None:
        self._now: dict[str, asyncio.Task[Response]] = {}
        self._next: dict[str, asyncio.Task[Response]] = {}

    async def get(self, key: str, make: Make) -> Response:
        if (task := self._next.get(key)) is None:
            if (before := self._now.get(key)) is None:
                task = self._now[key] = asyncio.create_task(self._make(key, make))
            else:
                task = self._next[key] = asyncio.create_task(self._make_after(before, key, make))
        # The one who asked first may leave; the others still want it.
        made = await asyncio.shield(task)
        return Response(made.body, made.status_code, media_type=HTMLResponse.media_type)

    async def _make(self, key: str, make: Make) -> Response:
        try:
            return await run_in_threadpool(make)
        finally:
            del self._now[key]

    async def _make_after(self, before: asyncio.Task[Response], key: str, make: Make) -> Response:
        await asyncio.wait([before])
        self._now[key] = self._next.pop(key)
        return await self._make(key, make)


async def shared(request: Request, make: Make) -> Response:
    sharing: Sharing = request.app.state.sharing
    return await sharing.get(f"{request.url.path}?{request.url.query}", make)
