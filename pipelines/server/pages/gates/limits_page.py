"""The page of limits: places used, what waits, who is at work, and what somebody changed. Live."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipelines.operations.gates import gate_words
from pipelines.operations.gates.gate_acts import weights
from pipelines.operations.gates.gate_list import list_limits
from pipelines.server.pages.page_templates import page
from pipelines.server.pages.shared_work import shared
from pipelines.server.services import Services, Serving

router = APIRouter(include_in_schema=False)


@router.get("/limits")
async def limits(request: Request, services: Serving) -> Response:
    return await shared(request, lambda: _limits(services))


def _limits(services: Services) -> Response:
    with services.pool.connection() as connection:
        found = list_limits(connection).limits
        shares = weights(connection)
    return page(
        "gates/limits.html",
        limits=[limit for limit in found if limit.kind != "pipeline"],
        pipelines=[limit for limit in found if limit.kind == "pipeline"],
        shares=shares,
        words=gate_words,
    )
