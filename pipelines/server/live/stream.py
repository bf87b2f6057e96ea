"""GET /api/stream: what happens to jobs, while it happens (server-sent events)."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from pipelines.server.live.feed import Feeding

router = APIRouter(prefix="/api/stream", tags=["live"])


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


@router.get("", response_class=EventStream)
async def stream_changes(feed: Feeding, job_id: UUID | None = None) -> StreamingResponse:
    """Live updates as server-sent events: `hello` first; `jobs` with the jobs that changed, each with its latest
    attempt; `reload` where too much changed to tell, or something may have been missed: then ask again. `job_id`: only
    this job.
    """
    watching = feed.watch(str(job_id) if job_id else None)
    return EventStream(
        watching,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
