"""What somebody asks of a schedule, checked: every fault is named by its field before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import islice, pairwise
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from pipelines.core.event_data import InvalidEvent, checked_event
from pipelines.operations.schedules.duration import Seconds
from pipelines.operations.schedules.timing import CannotPlan, Timing, cron_fault, zone
from steps.core.errors import PermanentError
from steps.core.events import EVENTS
from steps.core.fields import Tags, Tenant, exactly_one, fault
from steps.core.models import Closed, Text
from steps.core.validation import faults

NAME = re.compile("[a-z0-9][a-z0-9._-]{0,79}")
SHOWN = 10  # planned times that are shown, and looked at for how close they are


class ScheduleRefused(PermanentError):
    """A schedule is not set; `faults` name what is wrong, as `field: sentence`."""

    def __init__(self, faults: Collection[str]) -> None:
        super().__init__("invalid_schedule", "; ".join(faults))
        self.faults = list(faults)


def _cron(expression: str) -> str:
    if (wrong := cron_fault(expression)) is not None:
        raise fault("cron", wrong)
    return " ".join(expression.split())


def _zone(name: str) -> str:
    try:
        return zone(name).key
    except CannotPlan as error:
        raise fault("tz", error.sentence) from None


DAILY = {
    "pipeline": "news-analyzer",
    "data": {"text": "A bridge opened."},
    "cron": "0 3 * * *",
    "tz": "Europe/Berlin",
}


class Definition(Closed, json_schema_extra={"examples": [DAILY]}):
    """A schedule without its name. Exactly one of `cron` and `every` says when."""

    pipeline: Text
    data: dict[str, Any] = Field(
        description="Of the pipeline's event; its schema stands at /api/pipelines/{name}"
    )
    cron: Annotated[Text, Field(max_length=200, examples=["0 3 * * *"]), AfterValidator(_cron)] | None = (
        Field(
            default=None, description="Minute, hour, day of month, month, day of week, by the clock of `tz`"
        )
    )
    every: Annotated[Seconds, Field(ge=10, le=366 * 86_400)] | None = Field(
        default=None, description="True elapsed time: seconds, or a text such as 15m"
    )
    tz: Annotated[Text, AfterValidator(_zone)] = Field(default="UTC", description="IANA time zone of `cron`")
    jitter: Annotated[Seconds, Field(ge=0, le=86_400)] = Field(
        default=0, description="Due up to so much later than planned; seconds or text"
    )
    catch_up: Annotated[Seconds, Field(ge=0, le=31 * 86_400)] = Field(
        default=3_600, description="What is late by more than this is missed; seconds or text"
    )
    at_most: int = Field(
        default=1, strict=True, ge=0, le=100, description="Of planned times that are late, the newest to send"
    )
    priority: int = Field(default=0, strict=True, ge=-3, le=3, description="Of its jobs; higher goes first")
    tenant: Tenant | None = Field(default=None, description="For whom its jobs are")
    tags: Tags = Field(default={}, description="Whatever else tells its events from others")

    @model_validator(mode="after")
    def _when(self) -> Self:
        exactly_one(self, "cron", "every")
        if self.every is not None and self.tz != "UTC":
            raise fault("tz", "is for cron alone; true elapsed time has no zone", "tz")
        return self

    def timing(self, name: str, anchor: datetime) -> Timing:
        return Timing(name, self.cron, self.every, self.tz, anchor, self.jitter)


def checked(name: str, given: Mapping[str, Any]) -> Definition:
    """The definition, with the event's data as the event's model writes it. Errors: ScheduleRefused."""
    wrong = [] if NAME.fullmatch(name) else [NAME_FAULT]
    try:
        definition = Definition.model_validate(dict(given))
    except ValidationError as error:
        raise ScheduleRefused([*wrong, *faults(error)]) from None
    data, data_wrong = event_data(definition.pipeline, definition.data)
    if wrong or data_wrong:
        raise ScheduleRefused([*wrong, *data_wrong])
    return definition.model_copy(update={"data": data})


NAME_FAULT = "name: must be 1 to 80 of a-z, 0-9, ., _ and -, and begin with a letter or a digit"


def event_data(pipeline: str, data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The event's data as its model writes it, and what is wrong with it or the pipeline, as `field: sentence`."""
    if pipeline not in EVENTS:
        return {}, [f"pipeline: there is no such pipeline; there are {', '.join(EVENTS)}"]
    try:
        event = checked_event(pipeline, data)
    except InvalidEvent as error:
        return {}, error.faults
    return event.model_dump(mode="json", exclude_unset=True), []


def check_jitter(timing: Timing, now: datetime) -> None:
    """A jitter as long as what lies between two planned times would mix them up. Errors: ScheduleRefused."""
    coming = list(islice(timing.after(now), SHOWN))
    if any((later - earlier).total_seconds() <= timing.jitter for earlier, later in pairwise(coming)):
        raise ScheduleRefused(["jitter: must be shorter than the time between two planned times"])
