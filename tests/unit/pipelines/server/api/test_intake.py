"""What a request's body becomes: events, or every fault by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.server.api.intake import Accepted, NotAccepted, read_events

GOOD = {"name": "jobs/news-analyzer.requested", "data": {"text": "Words."}}


def read(given: Any) -> list[Accepted]:
    return read_events(json.dumps(given).encode())


def refusal(given: Any) -> NotAccepted:
    with pytest.raises(NotAccepted) as caught:
        read(given)
    return caught.value


def test_one_event_is_a_list_of_one() -> None:
    (event,) = read({**GOOD, "id": "a", "priority": 2, "ts": "2026-01-31T09:30:00Z"})
    assert (event.pipeline, event.id, event.priority) == ("news-analyzer", "a", 2)
    assert json.loads(event.json()) == {
        "pipeline": "news-analyzer", "id": "a", "ts": "2026-01-31T09:30:00+00:00", "priority": 2,
        "data": {"text": "Words."},
    }  # fmt: skip


def test_data_travels_as_the_caller_gave_it_without_defaults() -> None:
    (event,) = read({"name": "jobs/speaker-separation.requested", "data": {"document": {"uri": "file:///a"}}})
    assert json.loads(event.data) == {"document": {"uri": "file:///a"}}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"name": "jobs/news-analyzer.requested"}, ["data: is required"]),
        ({**GOOD, "data": {"txt": "x"}}, ["data.txt: is not a known field"]),
        ({**GOOD, "data": {}}, ["data.text, document: exactly one of them is needed; none was given"]),
        ({**GOOD, "priority": 4}, ["priority: must be at most 3"]),
        ({**GOOD, "priority": "1"}, ["priority: must be a whole number"]),
        ({**GOOD, "id": ""}, ["id: must not be empty"]),
        ({**GOOD, "id": "a\x00b"}, ["id: holds a NUL byte, which PostgreSQL text cannot store; remove it"]),
        ({**GOOD, "extra": 1}, ["extra: is not a known field"]),
        ({**GOOD, "name": "nonsense"}, ["name: no pipeline answers to this event; see /api/pipelines"]),
        (
            {**GOOD, "name": "jobs/news-analyser.requested"},
            ["name: no pipeline answers to this event; did you mean jobs/news-analyzer.requested?"],
        ),
        ([GOOD, 7, {**GOOD, "id": 1}], ["1.event: must be an object", "2.id: must be text"]),
    ],
)
def test_every_fault_is_named_by_field(given: Any, faults: list[str]) -> None:
    assert refusal(given).faults == faults


def test_one_bad_event_refuses_all_and_says_how_many_are_bad() -> None:
    found = refusal([GOOD] * 5 + [{**GOOD, "data": {}}])
    assert found.detail == "1 of 6 events are not valid; none was taken"
    assert len(found.refused) == 1


def test_an_event_without_a_time_zone_is_refused() -> None:
    (fault,) = refusal({**GOOD, "ts": "2026-01-31T09:30:00"}).faults
    assert fault.startswith("ts: ")


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": NaN}', b"\xff", b'"\\ud800"', b"[" * 10_000])
def test_what_is_not_json_is_not_json(body: bytes) -> None:
    with pytest.raises(NotAccepted) as caught:
        read_events(body)
    assert caught.value.code == "not_json"


@pytest.mark.parametrize("given", [[], 3, "x", None, True])
def test_json_that_is_no_event_is_no_event(given: Any) -> None:
    assert refusal(given).code == "not_events"


def test_a_thousand_events_are_taken_and_one_more_is_not() -> None:
    assert len(read([GOOD] * 1000)) == 1000
    assert refusal([GOOD] * 1001).code == "too_many_events"


def test_no_value_of_the_caller_is_echoed() -> None:
    secret = "s3cret-value"
    found = refusal(
        [{**GOOD, "priority": secret}, {**GOOD, "data": {"text": [secret]}}, {**GOOD, "name": secret}]
    )
    assert secret not in " ".join(found.faults) + found.detail
