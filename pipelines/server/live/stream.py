"""GET /api/stream: what happens to jobs, while it happens (server-sent events)."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from pipelines.server.live.feed import Feeding

router = APIRouter(prefix="/api/stream", tags=["live"])


@router.get("")
async def stream(feed: Feeding, job_id: UUID | None = None) -> StreamingResponse:
    """Events: `hello` first; `jobs` with the jobs that changed, each with its latest attempt; `reload` where too much
    happened to tell, or something may have been missed: then ask again. `job_id`: only this job.
    """
    watching = feed.watch(str(job_id) if job_id else None)
    return StreamingResponse(
        watching,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
