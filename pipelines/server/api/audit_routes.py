"""/api/audit: who did what to jobs, tokens and settings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from pipelines.operations.audit.acts import Acts, acts_page
from pipelines.server.services import Serving

router = APIRouter(prefix="/api/audit", tags=["audit"])


@router.get("")
def list_acts(
    services: Serving,
    job: Annotated[UUID | None, Query(description="Only what was done to this job, and its reruns")] = None,
    since: Annotated[AwareDatetime | None, Query(description="Done at or after")] = None,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Acts:
    """What people did, newest first, with who, when and from where. Needs the scope `operate`."""
    with services.pool.connection() as connection:
        return acts_page(connection, limit, job_id=job, since=since, after=after)
