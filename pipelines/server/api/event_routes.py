"""/api/events: send events, and see what came in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import psycopg
from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from pipelines.operations.lists import (
    EventSummary,
    EventView,
    RejectedEvent,
    find_event,
    find_events,
    find_rejected,
)
from pipelines.operations.paging import cursor_of, read_cursor
from pipelines.server.api.intake import Accepted, NotAccepted, read_events
from pipelines.server.api.rejected import QUERIES, Keeping, Rejections
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.models import Closed, Text
from steps.core.postgres.refusals import TAKEN, refusal_of

router = APIRouter(prefix="/api/events", tags=["events"])
STATUSES = {"not_json": 400, "not_events": 400, "too_many_events": 413}
FIELDS = {"event_id": "id", "pipeline": "name"}  # of jobs.send, as they are called here
NOT_A_PAGE = "after: is not what `next` of another page said"
Limit = Annotated[int, Query(ge=1, le=200)]


class Sent(Closed):
    """An accepted event and the job it asks for. `duplicate`: its id was known, so this is the first one's job;
    `data_differs`: and it came with other data than the first one, which is not stored."""

    id: str
    job_id: str
    pipeline: str
    duplicate: bool
    data_differs: bool


class SentEvents(Closed):
    events: list[Sent]


class Events(Closed):
    """`next` is the `after` of the next page; null at the end."""

    events: list[EventSummary]
    next: str | None


class RejectedEvents(Closed):
    rejected: list[RejectedEvent]
    next: str | None


BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "anyOf": [
                    {"$ref": "#/components/schemas/Event"},
                    {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/Event"}},
                ]
            }
        }
    },
}


@router.post("", status_code=202, openapi_extra={"requestBody": BODY})
async def send_events(request: Request, services: Serving, rejections: Keeping) -> SentEvents:
    """Send one event or a list of up to 1,000, all or none. They are stored before the answer.

    The same `id` again answers with the first job. Faults are named by field, for a list as `<place>.<field>`.
    """
    body = await request.body()
    return await run_in_threadpool(_send, services, rejections, body)


def _send(services: Services, rejections: Rejections, body: bytes) -> SentEvents:
    try:
        events = read_events(body)
    except NotAccepted as refusal:
        with services.pool.connection() as connection:
            rejections.keep(connection, "api", refusal, body)
        status = STATUSES.get(refusal.code, 422)
        raise Problem(status, refusal.code, refusal.detail, faults=refusal.faults) from None
    return SentEvents(events=accept(services, events))


def accept(services: Services, events: list[Accepted]) -> list[Sent]:
    """Store the events in one transaction, all or none.

    Errors: Problem 409 `id_taken` where an id belongs to an event of another name, 422 `invalid_event`.
    """
    text = f"[{','.join(event.json() for event in events)}]"
    with services.pool.connection() as connection:
        try:
            rows = connection.execute(QUERIES["enqueue_many"], {"events": text}).fetchall()
        except psycopg.Error as error:
            raise _problem_of(error, many=len(events) > 1) or error from None
    return [
        Sent(
            id=event_id,
            job_id=job_id,
            pipeline=events[place].pipeline,
            duplicate=duplicate,
            data_differs=data_differs,
        )
        for place, event_id, job_id, duplicate, data_differs in rows
    ]


def _problem_of(error: psycopg.Error, *, many: bool) -> Problem | None:
    """What PostgreSQL refused, by the names that an event's fields have here."""
    if (refusal := refusal_of(error)) is None:
        return None
    place = f"{refusal.place}." if many else ""
    fault = f"{place}{FIELDS.get(refusal.field, refusal.field)}: {refusal.sentence}"
    if refusal.code == TAKEN:
        return Problem(409, "id_taken", "an id is taken; nothing was stored", faults=[fault])
    return Problem(422, "invalid_event", "an event is not valid; nothing was stored", faults=[fault])


@router.get("")
def list_events(
    services: Serving,
    name: Text | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
    limit: Limit = 50,
) -> Events:
    """Events that were taken, newest first, each with the jobs it started."""
    with services.pool.connection() as connection:
        found = find_events(
            connection, name=name, since=since, until=until, after=_page(after), limit=limit + 1
        )
    more = len(found) > limit
    page = found[:limit]
    return Events(events=page, next=cursor_of(page[-1].received_at, page[-1].id) if more else None)


@router.get("/rejected")
def list_rejected_events(services: Serving, after: UUID | None = None, limit: Limit = 50) -> RejectedEvents:
    """Events that were refused in the last days, newest first, with the reasons."""
    with services.pool.connection() as connection:
        found = find_rejected(connection, after=after, limit=limit + 1)
    page = found[:limit]
    return RejectedEvents(rejected=page, next=page[-1].id if len(found) > limit else None)


@router.get("/one")
def get_event(services: Serving, id: Annotated[Text, Query(max_length=200)]) -> EventView:
    """One event with its data. Its id is the sender's own text, so it travels as a parameter, not in the path."""
    with services.pool.connection() as connection:
        event = find_event(connection, id)
    if event is None:
        raise Problem(404, "no_such_event", "there is no such event")
    return event


def _page(after: str | None) -> tuple[datetime, str] | None:
    try:
        return read_cursor(after) if after else None
    except ValueError:
        raise Problem(422, "invalid_request", "the request is not valid", faults=[NOT_A_PAGE]) from None
