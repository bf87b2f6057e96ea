"""A record of a process that works for no single attempt: the same JSON line, with the facts as fields."""

from __future__ import annotations

import json
import logging
from typing import Any
from uuid import UUID

import pytest

from steps.core.logs.lines import MAX_LINE, JsonLines

ID = UUID("0198d1a2-0000-7000-8000-000000000001")


def line(logger: str, message: str, *args: Any, **more: Any) -> dict[str, Any]:
    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    log = logging.Logger(logger)  # of its own: nothing is left behind
    log.addHandler(Kept())
    log.log(logging.WARNING, message, *args, **more)
    text = JsonLines().format(records[0])
    assert "\n" not in text
    told: dict[str, Any] = json.loads(text)
    return told


def test_the_facts_are_fields_beside_the_event() -> None:
    told = line("pipelines.control.reconciler", "reconciled", extra={"action": "Settle", "job_id": ID})
    assert told.pop("ts").endswith("Z")
    assert told == {"level": "WARNING", "event": "reconciled", "action": "Settle", "job_id": str(ID)}


def test_a_field_never_hides_the_time_the_level_or_the_event() -> None:
    told = line("steps.gdpr.expiry", "purged", extra={"event": "other", "level": 3})
    assert (told["event"], told["level"]) == ("purged", "WARNING")
    assert (told["event_"], told["level_"]) == ("other", 3)


def test_secrets_and_people_are_taken_out() -> None:
    text = json.dumps(
        line(
            "pipelines.server",
            "no_token_yet",
            extra={
                "error": "password=canary for alice@canary.org",
                "api_key": "canary",
                "url": "postgresql://jobs:canary@db/jobs",
            },
        )
    )
    assert "canary" not in text
    assert "canary" not in json.dumps(line("urllib3", "GET https://b.example/k?sig=%s", "canary"))


def test_a_library_is_named_and_its_fields_stay_out() -> None:
    told = line("kubernetes.client", "slow answer", extra={"body": "a document"})
    del told["ts"]
    assert told == {
        "level": "WARNING",
        "event": "library_log",
        "logger": "kubernetes.client",
        "message": "slow answer",
    }


@pytest.mark.parametrize("logger", ["pipelines.server", "uvicorn.error"])
def test_an_exception_is_told_without_its_text(logger: str) -> None:
    try:
        raise ValueError("the document says canary")
    except ValueError as error:
        told = line(logger, "feed_failed", exc_info=error)
    assert told["exception"]["class"] == "ValueError"
    assert "canary" not in json.dumps(told)


def test_what_cannot_be_written_is_counted_instead() -> None:
    assert line("pipelines", "x %s %s", "canary").keys() == {"event", "class"}
    long = line("pipelines", "x", extra={str(n): "word " * 400 for n in range(9)})
    assert long["fields_left_out"] == 9
    assert len(json.dumps(long)) <= MAX_LINE
