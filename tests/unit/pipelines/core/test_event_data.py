"""An event's data is typed, or every fault is named below `data`."""

from __future__ import annotations

import pytest

from pipelines.core.event_data import InvalidEvent, checked_event, unstorable
from steps.core.events import EVENTS, GdprExporterRequested
from steps.core.models import Closed

GOOD = {"subject_id": "7", "requested_by": "ann", "verified_how": "login"}


def test_good_data_is_the_event_of_its_pipeline() -> None:
    assert isinstance(checked_event("gdpr-exporter", GOOD), GdprExporterRequested)


def test_every_fault_is_named() -> None:
    with pytest.raises(InvalidEvent) as found:
        checked_event("gdpr-exporter", {**GOOD, "subject_id": "", "more": 1})
    assert found.value.faults == ["data.subject_id: must not be empty", "data.more: is not a known field"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            {"a": {"b": ["fine", "not\x00fine"]}},
            "data.a.b.1: holds a NUL byte, which PostgreSQL text cannot store; remove it",
        ),
        ({"a": "\ud800"}, "data.a: is no valid Unicode text; remove half surrogate pairs"),
        (
            {"a\x00": 1},
            "data: the name of a field: holds a NUL byte, which PostgreSQL text cannot store; remove it",
        ),
        ({"a": [1, None, True, "é 🎉", {"b": 1.5}]}, None),
    ],
)
def test_what_postgresql_cannot_store_is_named_wherever_it_stands(
    data: dict[str, object], says: str | None
) -> None:
    assert unstorable(data) == says


def test_a_field_of_any_text_type_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain(Closed):
        note: str

    monkeypatch.setitem(EVENTS, "gdpr-exporter", Plain)
    with pytest.raises(InvalidEvent) as found:
        checked_event("gdpr-exporter", {"note": "\x00"})
    assert found.value.faults[0].startswith("data.note: holds a NUL byte")
