"""The pages of schedules: all of them with a form that sets one, and one with its next times and what may be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from pipelines.operations.samples import sample
from pipelines.operations.schedules import changing
from pipelines.operations.schedules.definition import ScheduleRefused
from pipelines.operations.schedules.schedule_rows import find_schedule, schedules_page
from pipelines.server.access.origins import origin_of
from pipelines.server.api import pipeline_routes as catalog
from pipelines.server.api.schedules.schedule_routes import PauseRequest, missing, remove, run_now
from pipelines.server.pages.forms.send_form import FormValues
from pipelines.server.pages.job.job_list_page import address
from pipelines.server.pages.page_templates import go_to, page
from pipelines.server.pages.schedules import schedule_form
from pipelines.server.pages.schedules.schedule_form import LABELS, ScheduleForm
from pipelines.server.pages.shared_work import shared
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.models import Text
from steps.core.validation import faults

router = APIRouter(include_in_schema=False)
PAGE = 100


@router.get("/schedules")
async def schedules(
    request: Request,
    services: Serving,
    after: Annotated[Text, Query(max_length=200)] = "",
    pipeline: Text = "",
) -> Response:
    """`pipeline`: the form is open, and holds its sample."""

    def made() -> Response:
        if pipeline in catalog.pipelines():
            found = sample(pipeline, services.storage)
            data = None if found is None else found.model_dump(mode="json", exclude_unset=True)
            return _list(services, after, schedule_form.empty(pipeline, data), opened=True)
        return _list(services, after, schedule_form.empty(), opened=False)

    return await shared(request, made)


@router.post("/schedules")
def set_one(request: Request, services: Serving, values: FormValues) -> Response:
    """Set a schedule, or show the form again with every fault beside its field."""
    name = values.get("name", "").strip()
    form = _set(request, services, name, ScheduleForm(values))
    return (
        _list(services, "", form, opened=True, status=422)
        if form.faults
        else go_to(request, f"/schedules/{name}")
    )


@router.get("/schedules/{name}")
async def schedule(request: Request, services: Serving, name: Text) -> Response:
    return await shared(request, lambda: _one(services, name))


@router.post("/schedules/{name}")
def edit(request: Request, services: Serving, name: Text, values: FormValues) -> Response:
    form = _set(request, services, name, ScheduleForm(values, name))
    return _one(services, name, form, status=422) if form.faults else go_to(request, f"/schedules/{name}")


@router.post("/schedules/{name}/pause")
def pause(request: Request, services: Serving, name: Text, values: FormValues) -> Response:
    try:
        how = PauseRequest(why=values.get("why", "").strip() or None)
    except ValidationError as error:
        raise Problem(422, "invalid_request", "; ".join(faults(error))) from None
    with services.pool.connection() as connection:
        if not changing.pause_schedule(connection, name, origin=origin_of(request, "page"), why=how.why):
            raise missing()
    return go_to(request, f"/schedules/{name}")


@router.post("/schedules/{name}/resume")
def resume(request: Request, services: Serving, name: Text) -> Response:
    with services.pool.connection() as connection:
        try:
            if not changing.resume_schedule(connection, name, origin=origin_of(request, "page")):
                raise missing()
        except ScheduleRefused as error:
            raise Problem(422, error.code, error.message) from None
    return go_to(request, f"/schedules/{name}")


@router.post("/schedules/{name}/run")
def run(request: Request, services: Serving, name: Text) -> Response:
    return go_to(request, f"/jobs/{run_now(services, name, origin_of(request, 'page'))}")


@router.post("/schedules/{name}/remove")
def forget(request: Request, services: Serving, name: Text) -> Response:
    remove(services, name, origin_of(request, "page"))
    return go_to(request, "/schedules")


def _set(request: Request, services: Services, name: str, form: ScheduleForm) -> ScheduleForm:
    """The form with what is wrong, if anything is."""
    asked, wrong = schedule_form.given(form.values)
    if wrong:
        return replace(form, faults=wrong)
    with services.pool.connection() as connection:
        try:
            changing.set_schedule(connection, name, asked, origin=origin_of(request, "page"))
        except ScheduleRefused as refused:
            return replace(form, faults=refused.faults)
    return form


def _list(services: Services, after: str, form: ScheduleForm, *, opened: bool, status: int = 200) -> Response:
    with services.pool.connection() as connection:
        found = schedules_page(connection, PAGE, after=after or None)
    return page(
        "schedules/schedules.html",
        status=status,
        schedules=found.schedules,
        here=address("/schedules", {"after": after}),
        first="/schedules" if after else None,
        more=address("/schedules", {"after": found.next}) if found.next else None,
        form=form,
        opened=opened,
        labels=LABELS,
        pipelines=list(catalog.pipelines()),
    )


def _one(services: Services, name: str, form: ScheduleForm | None = None, *, status: int = 200) -> Response:
    with services.pool.connection() as connection:
        found = find_schedule(connection, name)
    if found is None:
        raise missing()
    return page(
        "schedules/schedule.html",
        status=status,
        schedule=found,
        form=form or schedule_form.filled(found),
        opened=form is not None,
        labels=LABELS,
        pipelines=list(catalog.pipelines()),
    )
