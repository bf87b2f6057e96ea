"""A refused event names each field, what is wrong with it and the way out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from steps.core.events import EVENTS, MAX_EVENT_BYTES
from steps.core.fields import MAX_TEXT
from tests.unit.steps.core.events_given import (
    DOCUMENT,
    EXPENSES,
    FEEDBACK,
    GDPR,
    ITEM,
    LINE,
    MEETING,
    NEWS,
    SPEAKERS,
    TURN,
    refusal,
)


def test_longest_text_is_taken_and_one_character_more_is_not() -> None:
    EVENTS["news-analyzer"].model_validate({"text": "x" * MAX_TEXT})
    assert refusal("news-analyzer", {"text": "x" * (MAX_TEXT + 1)}) == [
        "text: must have at most 500000 characters"
    ]


def test_event_of_many_parts_may_not_pass_a_mebibyte() -> None:
    turns = [{**TURN, "text": "x" * 1000}] * 1040
    assert len(json.dumps({"turns": turns})) > MAX_EVENT_BYTES
    assert refusal("meeting-summarizer", {"turns": turns}) == [
        "event: is larger than 1 MiB; put the large part into a document"
    ]
    EVENTS["meeting-summarizer"].model_validate({"turns": turns[:900]})
    assert refusal("news-analyzer", {"text": "世" * 400_000})[0].startswith("event: is larger than 1 MiB")


@pytest.mark.parametrize(
    ("pipeline", "one", "other"),
    [
        ("news-analyzer", {"text": "Headline"}, {"document": DOCUMENT}),
        ("contract-analyzer", {"text": "Agreement"}, {"document": DOCUMENT}),
        ("feedback-analyzer", {"items": [ITEM]}, {"document": DOCUMENT}),
        ("expense-categorizer", {"lines": [LINE]}, {"document": DOCUMENT}),
        ("meeting-summarizer", {"turns": [TURN]}, {"document": DOCUMENT}),
    ],
)
def test_both_inputs_or_none_are_refused_naming_the_fields(
    pipeline: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    names = f"{next(iter(one))}, document" + (
        ", speaker_separation_job_id" if pipeline == "meeting-summarizer" else ""
    )
    assert refusal(pipeline, {}) == [f"{names}: exactly one of them is needed; none was given"]
    assert refusal(pipeline, dict.fromkeys([*one, *other])) == [
        f"{names}: exactly one of them is needed; none was given"
    ]
    (both,) = refusal(pipeline, {**one, **other})
    assert both == f"{names}: exactly one of them is needed; {next(iter(one))} and document were given"


@pytest.mark.parametrize(
    ("pipeline", "data", "fault"),
    [
        (NEWS, {"text": ""}, "text: must not be empty"),
        (NEWS, {"text": " \n\t"}, "text: holds nothing but white space"),
        (NEWS, {"document": "file:///x"}, "document: must be an object"),
        (NEWS, {"document": {}}, "document.uri: is required"),
        (NEWS, {"document": {"uri": "file:///x", "path": "x"}}, "document.path: is not a known field"),
        (NEWS, {"document": {**DOCUMENT, "sha256": "A" * 64}}, "document.sha256: must match the pattern"),
        (NEWS, {"document": {**DOCUMENT, "bytes": -1}}, "document.bytes: must be at least 0"),
        (NEWS, {"text": "x", "published_at": "31.01.2026"}, "published_at: must be a date such as 2026-01-31"),
        (NEWS, {"text": "x", "published_at": "2026-02-30"}, "published_at: must be a date such as 2026-01-31"),
        (NEWS, {"text": "x", "published_at": "9999-12-31"}, "published_at: must lie in the years 1000 to 9000"),
        (MEETING, {"turns": [TURN], "meeting_date": "0001-01-01"}, "meeting_date: must lie in the years 1000 to 9000"),
        (FEEDBACK, {"items": [{**ITEM, "date": "9999-12-31T23:59:59-05:00"}]}, "items.0.date: must lie in the years"),
        (FEEDBACK, {"items": [{**ITEM, "date": "0999-12-31"}]}, "items.0.date: must lie in the years 1000 to 9000"),
        (FEEDBACK, {"items": []}, "items: must not be empty"),
        (FEEDBACK, {"items": {}}, "items: must be a list"),
        (FEEDBACK, {"items": [{"id": "1"}]}, "items.0.text: is required"),
        (FEEDBACK, {"items": [ITEM, {**ITEM, "id": ""}]}, "items.1.id: must not be empty"),
        (FEEDBACK, {"items": [{**ITEM, "rating": 11}]}, "items.0.rating: must be at most 10.0"),
        (FEEDBACK, {"items": [{**ITEM, "rating": float("nan")}]}, "items.0.rating: must be at most 10.0"),
        (FEEDBACK, {"items": [ITEM], "rating_scale": "5 stars"}, "rating_scale: must be one of"),
        (FEEDBACK, {"items": [ITEM], "rating_scale": "1-5"}, "items.0.rating: is above the end of"),
        ("invoice-processor", {}, "document: is required"),
        ("invoice-processor", {"document": None}, "document: must be an object"),
        (EXPENSES, {"lines": [{**LINE, "amount": "1,50"}]}, "lines.0.amount: must be a decimal number"),
        (EXPENSES, {"lines": [{**LINE, "amount": "NaN"}]}, "lines.0.amount: must be a finite number"),
        (EXPENSES, {"lines": [{**LINE, "amount": "0.12345"}]}, "lines.0.amount: must have at most 4 decimal places"),
        (EXPENSES, {"lines": [{**LINE, "amount": True}]}, "lines.0.amount: must be a decimal number"),
        (EXPENSES, {"lines": [{**LINE, "currency": "eur"}]}, "lines.0.currency: is not an ISO 4217 code"),
        (EXPENSES, {"lines": [{**LINE, "mcc": "41"}]}, "lines.0.mcc: must match the pattern ^[0-9]{4}$"),
        (EXPENSES, {"lines": [LINE], "jurisdiction": "DE"}, "jurisdiction: must be one of 'US'"),
        (MEETING, {"turns": [{**TURN, "start_ms": -1}]}, "turns.0.start_ms: must be at least 0"),
        (MEETING, {"turns": [{**TURN, "start_ms": "0"}]}, "turns.0.start_ms: must be a whole number"),
        (MEETING, {"speaker_separation_job_id": "17"}, "speaker_separation_job_id: must match the pattern"),
        (SPEAKERS, {"document": DOCUMENT, "speakers_expected": 0}, "speakers_expected: must be at least 1"),
        (SPEAKERS, {"document": DOCUMENT, "speakers_expected": "2"}, "speakers_expected: must be a whole number"),
        (SPEAKERS, {"document": DOCUMENT, "speakers_expected": True}, "speakers_expected: must be a whole number"),
        (SPEAKERS, {"document": DOCUMENT, "multichannel": "yes"}, "multichannel: must be true or false"),
        (SPEAKERS, {"document": DOCUMENT, "language": "english"}, "language: must match the pattern"),
        ("gdpr-exporter", {**GDPR, "subject_id": " "}, "subject_id: holds nothing but white space"),
        ("gdpr-exporter", {**GDPR, "subject_id": 17}, "subject_id: must be text"),
        ("gdpr-exporter", {**GDPR, "verified_how": "trust"}, "verified_how: must be one of 'login', 'email_link'"),
        ("gdpr-exporter", {**GDPR, "expires_days": 31}, "expires_days: must be at most 30"),
    ],
)  # fmt: skip
def test_fault_names_the_field_and_what_is_wrong(pipeline: str, data: dict[str, Any], fault: str) -> None:
    (only,) = refusal(pipeline, data)
    assert only.startswith(fault)


def test_every_fault_is_told_at_once() -> None:
    assert refusal("gdpr-exporter", {"verified_how": "trust", "expires_days": 0, "stranger": 1}) == [
        "subject_id: is required",
        "requested_by: is required",
        "verified_how: must be one of 'login', 'email_link', 'id_document', 'in_person' or 'other'",
        "expires_days: must be at least 1",
        "stranger: is not a known field",
    ]


@pytest.mark.parametrize(
    ("pipeline", "field", "key", "entry"),
    [("feedback-analyzer", "items", "id", ITEM), ("expense-categorizer", "lines", "line_id", LINE)],
)
def test_two_entries_with_one_key_are_refused_by_their_numbers(
    pipeline: str, field: str, key: str, entry: dict[str, Any]
) -> None:
    entries = [{**entry, key: name} for name in ("a", "canary", "b", "canary")]
    assert refusal(pipeline, {field: entries}) == [
        f"{field}: no two may have the same {key}, as number 1 and 3 (from 0) do"
    ]


def test_same_turn_may_be_said_twice() -> None:
    EVENTS["meeting-summarizer"].model_validate({"turns": [TURN, TURN]})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31T09:30:00Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31 09:30:00+00:00", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    ],
)
def test_date_stays_a_date_and_a_time_a_time(given: str, expected: date) -> None:
    event = EVENTS["feedback-analyzer"].model_validate({"items": [{**ITEM, "date": given}]})
    (item,) = getattr(event, "items")  # noqa: B009  the model's type is not known here
    assert item.date == expected
    assert type(item.date) is type(expected)


@pytest.mark.parametrize(
    "given", [20260131, "20260131", 0, "0", 86400, 1767225600.0, True, "", "2026-13-01", "tomorrow"]
)
def test_number_is_never_taken_for_a_date(given: Any) -> None:
    (item,) = refusal("feedback-analyzer", {"items": [{**ITEM, "date": given}]})
    (line,) = refusal("expense-categorizer", {"lines": [{**LINE, "date": given}]})
    assert item == "items.0.date: must be a date such as 2026-01-31 or a time such as 2026-01-31T09:30:00Z"
    assert line == "lines.0.date: must be a date such as 2026-01-31"


def test_amount_keeps_its_cents_whether_text_or_number() -> None:
    for amount in ("12.10", 12.10, "-0.01"):
        event = EVENTS["expense-categorizer"].model_validate({"lines": [{**LINE, "amount": amount}]})
        assert getattr(event, "lines")[0].amount == Decimal(str(amount))  # noqa: B009  as above


def test_counts_are_limited() -> None:
    items = [{"id": str(number), "text": "x"} for number in range(5_001)]
    EVENTS["feedback-analyzer"].model_validate({"items": items[:5_000]})
    assert refusal("feedback-analyzer", {"items": items}) == ["items: must have at most 5000 entries"]
    lines = [{**LINE, "line_id": str(number)} for number in range(2_001)]
    EVENTS["expense-categorizer"].model_validate({"lines": lines[:2_000]})
    assert refusal("expense-categorizer", {"lines": lines}) == ["lines: must have at most 2000 entries"]
    turns = [{"speaker": "A", "text": "x"}] * 10_001
    EVENTS["meeting-summarizer"].model_validate({"turns": turns[:10_000]})
    assert refusal("meeting-summarizer", {"turns": turns}) == ["turns: must have at most 10000 entries"]
