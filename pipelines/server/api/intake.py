"""From the body of a request to checked events: all of them, or every fault named by field. Pure."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError

from pipelines.core.event_data import InvalidEvent, checked_event
from pipelines.core.pipeline import event_name
from pipelines.operations.audit.origin import Origin
from steps.core.events import EVENTS
from steps.core.fields import Tags, Tenant
from steps.core.json_reading import JsonFault, Time, read_json
from steps.core.models import Closed, Text
from steps.core.validation import faults

MAX_EVENTS = 1000
MAX_FAULTS = 100
NAMES = {event_name(pipeline): pipeline for pipeline in EVENTS}


class Event(Closed):
    """An event as callers send it. `id` is an idempotency key: the same one again answers with the first job."""

    name: Annotated[Text, Field(max_length=256, examples=["jobs/news-analyzer.requested"])]
    data: dict[str, Any] = Field(
        description="What the pipeline needs; its schema stands at /api/pipelines/{name}",
        examples=[{"text": "A bridge opened in Aveling on Monday."}],
    )
    id: Annotated[Text, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Idempotency key of the caller's own"
    )
    ts: Time | None = Field(default=None, description="When it happened; default: now")
    run_at: Time | None = Field(default=None, description="Not before this time")
    priority: int = Field(default=0, strict=True, ge=-3, le=3, description="Higher goes first")
    tenant: Tenant | None = Field(default=None, description="For whom: a key of limits, filters and erasure")
    tags: Tags = Field(default={}, description="Whatever else tells this event from others")


@dataclass(frozen=True)
class Accepted:
    """One checked event; `data` is the event's data as JSON. `origin`: whoever sends it by hand."""

    pipeline: str
    data: str
    id: str | None = None
    ts: datetime | None = None
    run_at: datetime | None = None
    priority: int = 0
    tenant: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None

    def json(self) -> str:
        fields = {
            "pipeline": self.pipeline,
            "id": self.id,
            "ts": self.ts and self.ts.isoformat(),
            "run_at": self.run_at and self.run_at.isoformat(),
            "priority": self.priority,
            "tenant": self.tenant,
            "tags": dict(self.tags) or None,
            "origin": self.origin and self.origin.model_dump(exclude_none=True),
        }
        head = json.dumps({name: value for name, value in fields.items() if value is not None})
        return f'{head[:-1]}, "data": {self.data}}}'


@dataclass(frozen=True)
class Refused:
    """One event that is not accepted: what it was, and why, as `field: sentence`."""

    event: Any
    reasons: list[str]


class NotAccepted(Exception):
    """The request is refused as a whole. `refused` are the events at fault; none where the body itself is."""

    def __init__(self, code: str, detail: str, refused: Sequence[Refused] = ()) -> None:
        super().__init__(detail)
        self.code, self.detail, self.refused = code, detail, refused

    @property
    def faults(self) -> list[str]:
        return [reason for each in self.refused for reason in each.reasons][:MAX_FAULTS]


def read_body(body: bytes) -> Any:
    """What the body says. Errors: NotAccepted `not_json`, also for JSON that nobody could store or write again."""
    try:
        return read_json(body)
    except JsonFault as fault:
        if not fault.field:
            raise NotAccepted("not_json", f"the body {fault.sentence}") from None
        refused = Refused(body.decode("utf-8", "replace"), [str(fault)])
        raise NotAccepted("not_json", "the body cannot be read", [refused]) from None


def read_events(body: bytes) -> list[Accepted]:
    """One event or a list of them. Errors: NotAccepted `not_json`, `not_events`, `too_many_events`, `invalid_event`."""
    given = read_body(body)
    if isinstance(given, dict):
        return _all_or_none([("", given)])
    if not isinstance(given, list) or not given:
        raise NotAccepted("not_events", "the body must be an event or a list of events")
    if len(given) > MAX_EVENTS:
        raise NotAccepted("too_many_events", f"at most {MAX_EVENTS:,} events may be sent at once")
    return _all_or_none([(f"{place}.", event) for place, event in enumerate(given)])


def _all_or_none(given: list[tuple[str, Any]]) -> list[Accepted]:
    accepted, refused = [], []
    for prefix, event in given:
        checked = check(event)
        if isinstance(checked, Accepted):
            accepted.append(checked)
        else:
            refused.append(Refused(event, [prefix + sentence for sentence in checked]))
    if refused:
        count = f"{len(refused)} of {len(given)} events are" if len(given) > 1 else "the event is"
        none = "; none was taken" if len(given) > 1 else ""
        raise NotAccepted("invalid_event", f"{count} not valid{none}", refused)
    return accepted


def check(given: Any) -> Accepted | list[str]:
    """The event, or what is wrong with it as `field: sentence`."""
    if not isinstance(given, dict):
        return ["event: must be an object"]
    try:
        event = Event.model_validate(given)
    except ValidationError as error:
        return faults(error)
    pipeline = NAMES.get(event.name)
    if pipeline is None:
        return [f"name: {_no_job(event.name)}"]
    try:
        data = checked_event(pipeline, event.data).model_dump_json(exclude_unset=True)
    except InvalidEvent as error:
        return error.faults
    return Accepted(
        pipeline, data, event.id, event.ts, event.run_at, event.priority, event.tenant, event.tags
    )


def _no_job(name: str) -> str:
    close = difflib.get_close_matches(name, NAMES, n=1)
    return (
        f"no pipeline answers to this event; {f'did you mean {close[0]}?' if close else 'see /api/pipelines'}"
    )
