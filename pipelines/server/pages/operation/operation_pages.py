"""The pages of operations: all of them, one with its progress, and what one would be before it is begun."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipelines.core.rendered.graph import graphs
from pipelines.operations.bulk.freezing import Wanted, freeze, preview
from pipelines.operations.bulk.operation import (
    CannotSteer,
    OperationView,
    find_operation,
    items_page,
    operations_page,
    steer,
)
from pipelines.operations.bulk.states import Kind, Steer, reason_text
from pipelines.operations.bulk.terms import Term
from pipelines.server.access.origins import origin_of
from pipelines.server.pages.forms.send_form import FormValues
from pipelines.server.pages.job.job_list_page import asked_of, selection_of_page
from pipelines.server.pages.page_templates import asked_by_script, go_to, page
from pipelines.server.pages.shared_work import shared
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.errors import PermanentError

router = APIRouter(include_in_schema=False, prefix="/operations")
PAGE = 50
VERBS = {Kind.RERUN: "Rerun", Kind.CANCEL: "Cancel", Kind.DELETE: "Delete"}
FIELDS = ("kind", "where", "from_step", "rate", "why")


@router.get("")
async def operations(request: Request, services: Serving, after: UUID | None = None) -> Response:
    return await shared(request, lambda: _operations(services, after))


@router.get("/new")
def new(request: Request, services: Serving) -> Response:
    """What would be done to the jobs that were ticked, or to all that match."""
    query = request.query_params
    ids = [text for text in query.getlist("id") if text][:PAGE]
    everything = query.get("all") == "1"
    if ids and not everything:
        where = str(Term("id", tuple(ids)))
    elif "where" in query:
        where = query["where"]
    elif not everything:
        raise Problem(404, "nothing_selected", "no job was ticked")
    else:
        with services.pool.connection() as connection:
            selection = selection_of_page(connection, asked_of(request))
        if selection is None:
            raise Problem(404, "nothing_selected", "no job fits any more")
        where = str(selection)
    asked = {"kind": query.get("kind", ""), "where": where, "rate": query.get("rate", "")}
    return _form(services, asked, everything=everything and not where)


@router.post("")
def begin(request: Request, services: Serving, values: FormValues) -> Response:
    """Freeze the selection, and show the operation."""
    asked = {name: values.get(name, "").strip() for name in FIELDS}
    everything = values.get("all") == "1"
    try:
        with services.pool.connection() as connection:
            operation_id = freeze(
                connection, wanted_of(asked, everything=everything), origin_of(request, "page")
            )
    except PermanentError as error:
        return _form(services, asked, everything=everything, fault=error.message)
    return go_to(request, f"/operations/{operation_id}")


@router.get("/{operation_id}")
async def operation(request: Request, services: Serving, operation_id: UUID, after: int = 0) -> Response:
    return await shared(request, lambda: _operation(services, operation_id, after))


@router.post("/{operation_id}/{act}")
def steered(request: Request, services: Serving, operation_id: UUID, act: Steer) -> Response:
    with services.pool.connection() as connection:
        try:
            state = steer(connection, str(operation_id), act, origin_of(request, "page"))
        except CannotSteer as error:
            raise Problem(409, error.code, error.message) from None
    if state is None:
        raise _missing()
    if asked_by_script(request):
        return _operation(services, operation_id, 0)
    return go_to(request, f"/operations/{operation_id}")


def wanted_of(asked: dict[str, str], *, everything: bool) -> Wanted:
    """Errors: PermanentError `invalid_operation` for what no form of ours sends."""
    try:
        given = {name: value for name, value in asked.items() if value}
        return Wanted.model_validate({**given, "all": everything})
    except ValueError:
        raise PermanentError("invalid_operation", "This form is not one of this page.") from None


def _form(services: Services, asked: dict[str, str], *, everything: bool, fault: str = "") -> Response:
    """The form with what it would do; 422 where that cannot be."""
    found = None
    try:
        wanted = wanted_of({**asked, "rate": "", "from_step": ""}, everything=everything)
        with services.pool.connection() as connection:
            found = preview(connection, wanted)
    except PermanentError as error:
        fault = fault or error.message
    return page(
        "operation/new.html",
        status=422 if fault else 200,
        asked={name: asked.get(name, "") for name in FIELDS},
        everything=everything,
        found=found,
        fault=fault,
        verbs=VERBS,
        steps=_steps(found) if found is not None and found.kind == Kind.RERUN else [],
    )


def _steps(found: Any) -> list[str]:
    """The steps that a rerun of these jobs may begin with."""
    known = [
        graphs()[name].names
        for name in dict.fromkeys(group.pipeline for group in found.groups)
        if name in graphs()
    ]
    return list(dict.fromkeys(step for names in known for step in names))


def _operations(services: Services, after: UUID | None) -> Response:
    with services.pool.connection() as connection:
        found = operations_page(connection, PAGE, after=after)
    return page(
        "operation/operations.html",
        operations=found.operations,
        verbs=VERBS,
        first="/operations" if after else None,
        older=f"/operations?after={found.next}" if found.next else None,
    )


def _operation(services: Services, operation_id: UUID, after: int) -> Response:
    with services.pool.connection() as connection:
        found = find_operation(connection, str(operation_id))
        if found is None:
            raise _missing()
        items = items_page(connection, str(operation_id), PAGE, after=max(0, min(after, 2**31 - 1)))
    return page(
        "operation/operation.html",
        operation=found,
        verbs=VERBS,
        items=items.items,
        reason=reason_text,
        left_seconds=left_seconds(found),
        now=datetime.now(UTC),
        first=f"/operations/{operation_id}" if after else None,
        more=f"/operations/{operation_id}?after={items.next}" if items.next else None,
    )


def left_seconds(found: OperationView) -> float | None:
    """How long it goes on at its rate, if it has one and is not at its end."""
    if found.ended or found.rate is None:
        return None
    return found.left / found.rate


def _missing() -> Problem:
    return Problem(
        404, "no_such_operation", "there is no such operation; ended ones are removed after 90 days"
    )
