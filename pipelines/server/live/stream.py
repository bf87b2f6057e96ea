"""GET /api/stream: what happens to jobs, while it happens (server-sent events)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from pipelines.server.access.login_failures import client_of
from pipelines.server.live.feed import Feeding
from pipelines.server.live.places import Places

router = APIRouter(prefix="/api/stream", tags=["live"])


class EventStream(StreamingResponse):
    media_type = "text/event-stream"

    def __init__(
        self, content: AsyncIterator[bytes], status_code: int = 200, *, places: Places, client: str
    ) -> None:
        """It has a place, and gives it back when it ends. Errors: Problem 429 or 503 where there is none."""
        super().__init__(
            content, status_code, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        self._places, self._client = places, client
        places.take(client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._places.give_back(self._client)


@router.get("", response_class=EventStream)
async def stream_changes(request: Request, feed: Feeding, job_id: UUID | None = None) -> StreamingResponse:
    """Live updates as server-sent events: `hello` first; `jobs` with the jobs that changed, each with its latest
    attempt; `reload` where too much changed to tell, or something may have been missed: then ask again. `job_id`: only
    this job. Ends after half an hour, so that a token is looked at again.
    """
    bearer = getattr(request.state, "bearer", None)
    client = f"{bearer.id if bearer else ''} {client_of(request.scope)}"
    return EventStream(feed.watch(str(job_id) if job_id else None), places=feed.places, client=client)
