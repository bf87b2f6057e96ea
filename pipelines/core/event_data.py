"""An event's data against its model, the same check for every door and for whatever is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from steps.core.events import EVENTS
from steps.core.models import Closed, storable
from steps.core.validation import faults


class InvalidEvent(Exception):
    """`faults`: what is wrong, as `data.field: sentence`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def checked_event(pipeline: str, data: Mapping[str, Any]) -> Closed:
    """The event of a pipeline that there is. Errors: InvalidEvent."""
    try:
        event = EVENTS[pipeline].model_validate(data)
    except ValidationError as error:
        raise InvalidEvent([f"data.{sentence}" for sentence in faults(error)]) from None
    if (fault := unstorable(data)) is not None:
        raise InvalidEvent([fault])
    return event


def unstorable(data: Mapping[str, Any]) -> str | None:
    """The first text in here that PostgreSQL cannot store, whatever type the event's model gives it: `path: why`."""
    left: list[tuple[str, object]] = [("data", data)]
    while left:
        path, value = left.pop()
        if isinstance(value, str):
            try:
                storable(value)
            except ValueError as error:
                return f"{path}: {error}"
        elif isinstance(value, Mapping):
            left += [(f"{path}.{name}", each) for name, each in reversed(list(value.items()))]
            left += [(f"{path}: the name of a field", name) for name in value]
        elif isinstance(value, list | tuple):
            left += [(f"{path}.{place}", each) for place, each in reversed(list(enumerate(value)))]
    return None
