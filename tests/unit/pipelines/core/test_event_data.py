"""An event's data is typed, or every fault is named below `data`."""

from __future__ import annotations

import pytest

from pipelines.core.event_data import InvalidEvent, checked_event
from steps.core.events import GdprExporterRequested

GOOD = {"subject_id": "7", "requested_by": "ann", "verified_how": "login"}


def test_good_data_is_the_event_of_its_pipeline() -> None:
    assert isinstance(checked_event("gdpr-exporter", GOOD), GdprExporterRequested)


def test_every_fault_is_named() -> None:
    with pytest.raises(InvalidEvent) as found:
        checked_event("gdpr-exporter", {**GOOD, "subject_id": "", "more": 1})
    assert found.value.faults == ["data.subject_id: must not be empty", "data.more: is not a known field"]
