"""GET /health/live and /health/ready, for Kubernetes and for `bgjobs dev`."""

from __future__ import annotations

from fastapi import APIRouter

from pipelines.server.problems import Problem
from pipelines.server.services import Serving
from steps.core.postgres.migrate import pending

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def get_liveness() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/ready")
def get_readiness(services: Serving) -> dict[str, str]:
    """PostgreSQL answers and its schema is as new as this code."""
    with services.pool.connection() as connection:
        missing = pending(connection)
    if missing:
        raise Problem(503, "schema_too_old", f"the schema lacks {', '.join(missing)}; run `bgjobs migrate`")
    return {"status": "ready"}
