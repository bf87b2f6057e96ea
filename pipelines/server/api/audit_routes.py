"""/api/audit: who did what to jobs, tokens and settings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from pipelines.operations.audit.acts import Acts, acts_page
from pipelines.server.job_ids import whole_id
from pipelines.server.services import Serving
from steps.core.models import Text

router = APIRouter(prefix="/api/audit", tags=["audit"])


@router.get("")
def list_acts(
    services: Serving,
    job: Annotated[
        Text | None,
        Query(
            max_length=64, description="Only what was done to this job, by any form of its id, and its reruns"
        ),
    ] = None,
    since: Annotated[AwareDatetime | None, Query(description="Done at or after")] = None,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Acts:
    """What people did, newest first, with who, when and from where. Needs the scope `operate`."""
    with services.pool.connection() as connection:
        job_id = None if job is None else whole_id(connection, job, "job")
        return acts_page(connection, limit, job_id=job_id, since=since, after=after)
