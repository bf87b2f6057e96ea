"""GET /health/live and /health/ready, for Kubernetes and for `bgjobs dev`; /health/tasks for operators."""

from __future__ import annotations

from fastapi import APIRouter

from pipelines.core.supervision.pulse import TaskState
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
    """PostgreSQL answers, its schema is as new as this code, and every long-lived task lives."""
    with services.pool.connection() as connection:
        missing = pending(connection)
    if missing:
        raise Problem(503, "schema_too_old", f"the schema lacks {', '.join(missing)}; run `bgjobs migrate`")
    if down := [state for state in services.tasks() if not state.living]:
        names = ", ".join(f"{state.name} (for {state.down_seconds:.0f} s)" for state in down)
        raise Problem(503, "task_down", f"these tasks do not live: {names}; GET /health/tasks says why")
    return {"status": "ready"}


@router.get("/tasks")
async def get_tasks(services: Serving) -> list[TaskState]:
    """The long-lived tasks of this process, and of the one that started it: since when each lives, its last error."""
    return services.tasks()
