"""The pages of pipelines: all of them as cards; one with its graph, its event and a form to send one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from pipelines.operations.audit.origin import Origin
from pipelines.operations.gates import gate_words
from pipelines.operations.gates.gate_list import changes_of
from pipelines.operations.jobs import dispatchers_alive
from pipelines.operations.reruns import CannotRerun, rerun
from pipelines.operations.samples import sample
from pipelines.server.access.origins import origin_of
from pipelines.server.api import pipeline_routes as catalog
from pipelines.server.api.event_routes import accept
from pipelines.server.api.intake import Accepted
from pipelines.server.api.pipeline_routes import PipelineInfo
from pipelines.server.pages import page_queries
from pipelines.server.pages.forms import send_form
from pipelines.server.pages.forms.code_examples import CodeExample, code_examples
from pipelines.server.pages.forms.schema_rows import schema_rows
from pipelines.server.pages.forms.send_form import FormValues, SendForm
from pipelines.server.pages.gates.limit_page import SPANS
from pipelines.server.pages.page_templates import address_of, asked_by_script, go_to, page
from pipelines.server.pages.pipeline_overview import LOOKED_AT, overviews
from pipelines.server.pages.shared_work import shared
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving

router = APIRouter(include_in_schema=False)


@router.get("/")
async def pipelines(request: Request, services: Serving) -> Response:
    return await shared(request, lambda: _pipelines(services))


def _pipelines(services: Services) -> Response:
    known = catalog.pipelines()
    with services.pool.connection() as connection:
        glances = page_queries.glances(connection, known, LOOKED_AT)
        at_work = page_queries.at_work(connection)
        alive = dispatchers_alive(connection)
    return page(
        "pipelines.html",
        pipelines=list(known.values()),
        overviews=overviews(known, glances, at_work),
        dispatchers=alive,
    )


@router.get("/pipelines/{name}")
async def pipeline(
    request: Request,
    services: Serving,
    name: str,
    rerun_of: Annotated[UUID | None, Query()] = None,
    empty: bool = False,
    as_json: bool = False,
) -> Response:
    """`rerun_of`: the form holds the data of that job's event. `empty`: it holds nothing; else the sample."""
    found = _found(name)

    def made() -> Response:
        data = {} if empty else _start_data(services, found, rerun_of)
        form = send_form.filled(found, data, as_json=as_json)
        if rerun_of is None and not empty:
            return _page(services, found, form, None, _examples(request, services, found, data))
        return _page(services, found, form, rerun_of, _examples(request, services, found))

    return await shared(request, made)


@router.post("/pipelines/{name}")
def send(
    request: Request,
    services: Serving,
    values: FormValues,
    name: str,
    rerun_of: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Send the event, or show the form again with every fault beside its field."""
    found = _found(name)
    if values.get("do") == "sample":
        values = {"data": send_form.filled(found, _sample(services, found), as_json=True).json or "{}"}
    form, data = send_form.typed(found, values)
    if data is not None and values.get("do") in ("as_json", "as_fields"):
        shown = send_form.filled(found, data, as_json=values["do"] == "as_json")
        examples = _examples(request, services, found)
        return _page(services, found, replace(shown, options=form.options), rerun_of, examples)
    if data is not None and rerun_of is not None:
        form, job_id = _rerun(services, form, data, rerun_of, origin_of(request, "page"))
    elif data is not None:
        form, job_id = _send(services, found, form, data, origin_of(request, "page"))
    else:
        job_id = None
    if job_id:
        return go_to(request, f"/jobs/{job_id}")
    return _page(services, found, form, rerun_of, _examples(request, services, found), status=422)


def _send(
    services: Services, found: PipelineInfo, form: SendForm, data: dict[str, Any], origin: Origin
) -> tuple[SendForm, str | None]:
    event = send_form.event_of(found, form, data)
    if not isinstance(event, Accepted):
        return replace(form, faults=event), None
    try:
        return form, accept(services, [replace(event, origin=origin)])[0].job_id
    except Problem as problem:
        return replace(form, faults=list(problem.faults) or [problem.detail]), None


def _rerun(
    services: Services, form: SendForm, data: dict[str, Any], rerun_of: UUID, origin: Origin
) -> tuple[SendForm, str | None]:
    with services.pool.connection() as connection:
        try:
            return form, rerun(connection, str(rerun_of), origin=origin, data=data)
        except CannotRerun as error:
            return replace(form, faults=error.faults or [error.message]), None


def _page(
    services: Services,
    found: PipelineInfo,
    form: SendForm,
    rerun_of: UUID | None,
    examples: list[CodeExample],
    *,
    status: int = 200,
) -> Response:
    with services.pool.connection() as connection:
        glances = page_queries.glances(connection, [found.name], LOOKED_AT)
        at_work = page_queries.at_work(connection)
        held = changes_of(connection, found.name)
    return page(
        "pipeline.html",
        status=status,
        pipeline=found,
        overview=overviews([found.name], glances, at_work)[found.name],
        recent=glances[:8],
        form=form,
        rerun_of=str(rerun_of) if rerun_of else None,
        schema=schema_rows(found.event_schema),
        examples=examples,
        held=held,
        spans=SPANS,
        words=gate_words,
    )


def _start_data(services: Services, found: PipelineInfo, rerun_of: UUID | None) -> dict[str, Any]:
    if rerun_of is None:
        return _sample(services, found)
    with services.pool.connection() as connection:
        given = page_queries.row(connection, "input", page_queries.Input, id=str(rerun_of))
    if given is None:
        raise Problem(404, "no_such_job", "there is no such job")
    return given.data


def _examples(
    request: Request, services: Services, found: PipelineInfo, data: dict[str, Any] | None = None
) -> list[CodeExample]:
    """With the sample's `data`, and this server's address. Who asks for a part of the page alone needs none."""
    if asked_by_script(request) and request.method == "GET":
        return []
    url = address_of(request, services.control.public_url)
    return code_examples(found, _sample(services, found) if data is None else data, url)


def _sample(services: Services, found: PipelineInfo) -> dict[str, Any]:
    event = sample(found.name, services.storage)
    return {} if event is None else event.model_dump(mode="json", exclude_unset=True)


def _found(name: str) -> PipelineInfo:
    if name not in catalog.pipelines():
        raise Problem(404, "no_such_pipeline", "there is no pipeline of that name")
    return catalog.pipelines()[name]
