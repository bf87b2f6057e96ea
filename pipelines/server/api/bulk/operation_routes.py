"""/api/operations: rerun, cancel or delete many jobs, erase a person; how far it is; pause, resume, stop, undo."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from pipelines.operations.bulk.erasing import Erasure, begin_erasure, preview_erasure
from pipelines.operations.bulk.freezing import CannotOperate, Preview, Wanted, freeze, preview
from pipelines.operations.bulk.operation import (
    CannotSteer,
    Items,
    Operations,
    OperationView,
    find_operation,
    items_page,
    operations_page,
    steer,
)
from pipelines.operations.bulk.states import AskedKind, Kind, Steer
from pipelines.operations.bulk.terms import InvalidSelection
from pipelines.server.access.origins import origin_of
from pipelines.server.api.bulk.asked import Asked, AskedPerson
from pipelines.server.api.json_bodies import JsonRoute
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.errors import PermanentError
from steps.core.models import Text

router = APIRouter(prefix="/api/operations", tags=["operations"], route_class=JsonRoute)


@router.get("")
def list_operations(
    services: Serving,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Operations:
    """What was done to many jobs at once, newest first."""
    with services.pool.connection() as connection:
        return operations_page(connection, limit, after=after)


@router.get("/preview")
def preview_operation(
    services: Serving,
    kind: Annotated[Kind, Query(description="What would be done")],
    where: Annotated[Text, Query(max_length=5000, description="Such as `status=failed since=2h`")] = "",
    everything: Annotated[bool, Query(alias="all", description="Every job, where nothing is said")] = False,
) -> Preview:
    """How many jobs of what kind an operation would be for. Nothing is changed."""
    with services.pool.connection() as connection:
        try:
            return preview(connection, Wanted(kind=kind, where=where, all=everything))
        except PermanentError as error:
            raise refused(error) from None


@router.post("/preview-erasure")
def preview_erasure_of(services: Serving, asked: AskedPerson) -> Erasure:
    """What the erasure of a person would be for; nothing is changed. The body names them, as addresses are logged."""
    with services.pool.connection() as connection:
        try:
            return preview_erasure(connection, asked.person())
        except PermanentError as error:
            raise refused(error) from None


@router.post("", status_code=202)
def begin_operation(request: Request, services: Serving, asked: Asked) -> OperationView:
    """Freeze the selection and begin. Every control plane works on it; it survives restarts."""
    origin = origin_of(request, "api")
    with services.pool.connection() as connection:
        try:
            if asked.kind == AskedKind.ERASE:
                operation_id = begin_erasure(connection, asked.person(), origin, asked.why)
            else:
                operation_id = freeze(connection, asked.wanted(), origin)
        except PermanentError as error:
            raise refused(error) from None
    return get_operation(services, UUID(operation_id))


@router.get("/{operation_id}")
def get_operation(services: Serving, operation_id: UUID) -> OperationView:
    """One operation: how far it is, the jobs that it made, and why jobs were left alone; of an erasure, its receipt."""
    with services.pool.connection() as connection:
        found = find_operation(connection, str(operation_id))
    if found is None:
        raise missing()
    return found


@router.get("/{operation_id}/items")
def list_operation_items(
    services: Serving,
    operation_id: UUID,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Items:
    """Its jobs in the order of the work, each with what became of it."""
    with services.pool.connection() as connection:
        if find_operation(connection, str(operation_id)) is None:
            raise missing()
        return items_page(connection, str(operation_id), limit, after=after)


@router.post("/{operation_id}/pause")
def pause_operation(request: Request, services: Serving, operation_id: UUID) -> OperationView:
    """Do nothing more for now."""
    return _steered(request, services, operation_id, Steer.PAUSE)


@router.post("/{operation_id}/resume")
def resume_operation(request: Request, services: Serving, operation_id: UUID) -> OperationView:
    """Go on."""
    return _steered(request, services, operation_id, Steer.RESUME)


@router.post("/{operation_id}/stop")
def stop_operation(request: Request, services: Serving, operation_id: UUID) -> OperationView:
    """Do nothing more, for good. What was done stays."""
    return _steered(request, services, operation_id, Steer.STOP)


@router.post("/{operation_id}/undo")
def undo_operation(request: Request, services: Serving, operation_id: UUID) -> OperationView:
    """Stop a rerun, and cancel those of its new jobs that have not begun."""
    return _steered(request, services, operation_id, Steer.UNDO)


def _steered(request: Request, services: Services, operation_id: UUID, act: Steer) -> OperationView:
    with services.pool.connection() as connection:
        try:
            state = steer(connection, str(operation_id), act, origin_of(request, "api"))
        except CannotSteer as error:
            raise Problem(409, error.code, error.message) from None
    if state is None:
        raise missing()
    return get_operation(services, operation_id)


def refused(error: PermanentError) -> Problem:
    """As callers get it: the fault by its field, where it names one."""
    if isinstance(error, InvalidSelection):
        return Problem(422, error.code, "the selection is not valid", faults=[f"where: {error.message}"])
    if isinstance(error, CannotOperate) and error.code == "nothing_selected":
        return Problem(409, error.code, error.message)
    return Problem(422, error.code, "the request is not valid", faults=[error.message])


def missing() -> Problem:
    return Problem(
        404, "no_such_operation", "there is no such operation; ended ones are removed after 90 days"
    )
