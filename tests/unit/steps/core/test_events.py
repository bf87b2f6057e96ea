"""Every event: what it takes, and that it refuses bad text and unknown fields at once."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from steps.core.events import EVENTS
from tests.unit.steps.core.events_given import (
    EVERY,
    GOOD,
    refusal,
)


def test_every_job_has_good_events_here() -> None:
    assert GOOD.keys() == EVENTS.keys()


@pytest.mark.parametrize(("pipeline", "data"), EVERY)
def test_good_event_is_taken_by_model_and_schema_alike(pipeline: str, data: dict[str, Any]) -> None:
    model = EVENTS[pipeline]
    event = model.model_validate(data)
    assert model.model_validate_json(json.dumps(data)) == event
    assert model.model_validate(json.loads(event.model_dump_json(exclude_unset=True))) == event
    Draft202012Validator(model.model_json_schema()).validate(data)


@pytest.mark.parametrize(("pipeline", "data"), EVERY)
def test_unknown_field_is_refused(pipeline: str, data: dict[str, Any]) -> None:
    assert refusal(pipeline, {**data, "stranger": 1}) == ["stranger: is not a known field"]


@pytest.mark.parametrize(("pipeline", "data"), EVERY)
def test_event_is_frozen(pipeline: str, data: dict[str, Any]) -> None:
    event = EVENTS[pipeline].model_validate(data)
    with pytest.raises(ValidationError):
        setattr(event, next(iter(data)), None)


@pytest.mark.parametrize("pipeline", EVENTS)
@pytest.mark.parametrize("data", [[], "text", 5, None])
def test_data_that_is_no_object_is_refused(pipeline: str, data: Any) -> None:
    assert refusal(pipeline, data) == ["data: must be an object"]


def texts(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where the free texts of an event stand."""
    fixed = {"sha256", "currency", "mcc", "date", "amount", "language", "jurisdiction", "rating_scale", "verified_how",
             "speaker_separation_job_id", "published_at", "meeting_date"}  # fmt: skip
    if isinstance(data, dict):
        return [
            found for key, value in data.items() if key not in fixed for found in texts(value, (*path, key))
        ]
    if isinstance(data, list):
        return [found for key, value in enumerate(data) for found in texts(value, (*path, key))]
    return [path] if isinstance(data, str) else []


def changed(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = changed(data[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize(
    ("pipeline", "data", "path"), [(job, data, path) for job, data in EVERY for path in texts(data)], ids=str
)
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("a\x00b", "holds a NUL byte, which PostgreSQL text cannot store; remove it"),
        ("a\ud800b", "is no valid Unicode text; remove half surrogate pairs"),
        (5, "must be text"),
        (["a"], "must be text"),
        ("x" * 20_000_000, "must have at most "),
    ],
    ids=["nul", "surrogate", "number", "list", "20 MB"],
)
def test_bad_text_is_refused_by_its_field_at_once(
    pipeline: str, data: dict[str, Any], path: tuple[str | int, ...], value: Any, fault: str
) -> None:
    (only,) = refusal(pipeline, changed(data, path, value))
    assert only.startswith(f"{'.'.join(map(str, path))}: {fault}")
    assert len(only) < 200


@pytest.mark.speed
@pytest.mark.parametrize(
    ("pipeline", "data", "path"),
    [(pipeline, data, path) for pipeline, data in EVERY for path in texts(data)],
    ids=str,
)
def test_20_mb_of_text_are_refused_within_a_second(
    pipeline: str, data: dict[str, Any], path: tuple[str | int, ...]
) -> None:
    for value in ("x" * 20_000_000, "\x00" * 20_000_000, "x" * 20_000_000 + "\ud800"):
        event = changed(data, path, value)
        started = time.process_time()
        assert len(refusal(pipeline, event)) == 1
        assert time.process_time() - started < 1
