"""An event's data against its model, the same check for every door and for whatever is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from steps.core.events import EVENTS
from steps.core.models import Closed
from steps.core.validation import faults


class InvalidEvent(Exception):
    """`faults`: what is wrong, as `data.field: sentence`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def checked_event(pipeline: str, data: Mapping[str, Any]) -> Closed:
    """The event of a pipeline that there is. Errors: InvalidEvent."""
    try:
        return EVENTS[pipeline].model_validate(data)
    except ValidationError as error:
        raise InvalidEvent([f"data.{sentence}" for sentence in faults(error)]) from None
