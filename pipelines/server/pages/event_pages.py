"""The pages of events: what came in and what it started, what was refused and why; send one again."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from pipelines.operations.lists import find_event, find_events, find_rejected
from pipelines.operations.paging import cursor_of, read_cursor
from pipelines.server.access.origins import origin_of
from pipelines.server.api import pipeline_routes as catalog
from pipelines.server.api.event_routes import accept
from pipelines.server.api.intake import NAMES, Accepted, check
from pipelines.server.pages.formats import pretty_json
from pipelines.server.pages.forms.send_form import FormValues
from pipelines.server.pages.job.job_list_page import address
from pipelines.server.pages.job.panels import cut
from pipelines.server.pages.page_templates import go_to, page
from pipelines.server.pages.shared_work import shared
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.models import Text, storable

router = APIRouter(include_in_schema=False)
PAGE = 50


@router.get("/events")
async def events(request: Request, services: Serving, name: Text = "", after: str = "") -> Response:
    return await shared(request, lambda: _events(services, name, after))


def _events(services: Services, name: str, after: str) -> Response:
    try:
        start = read_cursor(after) if after else None
    except ValueError:
        raise Problem(404, "no_such_page", "this is not a page of the list") from None
    with services.pool.connection() as connection:
        found = find_events(connection, name=name or None, after=start, limit=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return page(
        "events.html",
        tab="accepted",
        events=found[:PAGE],
        name=name,
        names=[pipeline.event for pipeline in catalog.pipelines().values()],
        here=address("/events", {"name": name, "after": after}),
        first=address("/events", {"name": name}) if after else None,
        older=address("/events", {"name": name, "after": cursor_of(last.received_at, last.id)})
        if last
        else None,
    )


@router.get("/events/rejected")
async def rejected(request: Request, services: Serving, after: UUID | None = None) -> Response:
    return await shared(request, lambda: _rejected(services, after))


def _rejected(services: Services, after: UUID | None) -> Response:
    with services.pool.connection() as connection:
        found = find_rejected(connection, after=after, limit=PAGE + 1)
    return page(
        "rejected.html",
        tab="rejected",
        events=found[:PAGE],
        here=address("/events/rejected", {"after": str(after or "")}),
        first="/events/rejected" if after else None,
        older=address("/events/rejected", {"after": found[PAGE - 1].id}) if len(found) > PAGE else None,
    )


@router.get("/events/one")
def event(services: Serving, id: Annotated[Text, Query(max_length=200)]) -> Response:
    """An event's id is its sender's own text, so it stands in the query, not in the path."""
    with services.pool.connection() as connection:
        found = find_event(connection, id)
    if found is None:
        raise Problem(404, "no_such_event", "there is no such event; events are removed after some days")
    return page("event.html", event=found, pipeline=NAMES.get(found.name), data=cut(pretty_json(found.data)))


@router.post("/events/again")
def again(request: Request, services: Serving, values: FormValues) -> Response:
    """Send the same data as a new event, with an id of its own."""
    try:
        event_id = storable(values.get("id", ""))
    except ValueError as error:
        raise Problem(422, "invalid_request", "the request is not valid", faults=[f"id: {error}"]) from None
    with services.pool.connection() as connection:
        found = find_event(connection, event_id)
    if found is None:
        raise Problem(404, "no_such_event", "there is no such event; events are removed after some days")
    checked = check({"name": found.name, "data": found.data})
    if not isinstance(checked, Accepted):
        raise Problem(422, "invalid_event", "the event is not valid any more", faults=checked)
    by_hand = replace(checked, origin=origin_of(request, "page"))
    return go_to(request, f"/jobs/{accept(services, [by_hand])[0].job_id}")
