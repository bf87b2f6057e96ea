"""The file of other systems is checked before the server starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.server.api.intake import Accepted, Refused
from pipelines.server.webhooks.hooks import event_of
from pipelines.server.webhooks.signatures import Proof
from pipelines.server.webhooks.sources import Source, read_sources, secrets_of
from steps.core.errors import ConfigurationError

SOURCE: dict[str, Any] = {
    "signature": "standard",
    "secret": "TICKETS_SECRET",
    "reviewed": "ops, 2026-11-24",
    "pipeline": "news-analyzer",
    "data": {"text": {"from": "/text"}},
}
ENVIRONMENT = {"TICKETS_SECRET": "old new"}


def read(path: Path, **changed: Any) -> dict[str, Source]:
    path.write_text(yaml.safe_dump({"sources": {"tickets": {**SOURCE, **changed}}}))
    return read_sources(path, ENVIRONMENT)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path / "hooks.yaml")
    assert secrets_of(found["tickets"], ENVIRONMENT) == ["old", "new"]
    assert read_sources(None, {}) == {}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"pipeline": "nope"}, "sources.tickets.pipeline: there is no pipeline of that name"),
        ({"data": {"txt": 1}}, "sources.tickets.data: news-analyzer takes no txt"),
        ({"secret": "OTHER"}, "sources.tickets.secret: the variable OTHER is not set"),
        ({"secret": "a value, not a name"}, "sources.tickets.secret: must match the pattern"),
        ({"signature": "none"}, "sources.tickets.signature: must be one of"),
        ({"reviewed": ""}, "sources.tickets.reviewed: must not be empty"),
        ({"id": "no pointer"}, "sources.tickets.id: must match the pattern"),
        ({"more": 1}, "sources.tickets.more: is not a known field"),
    ],
)
def test_faults_are_named(tmp_path: Path, changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path / "hooks.yaml", **changed)
    assert f"JOBS_HOOKS: {fault}" in caught.value.message
    assert "a value" not in caught.value.message


@pytest.mark.parametrize("text", ["sources: [", "- a", "sources: {assemblyai: {}}", "sources: {Big: {}}"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hooks.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match="JOBS_HOOKS"):
        read_sources(path, ENVIRONMENT)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_sources(tmp_path / "none.yaml", ENVIRONMENT)


def test_the_event_id_is_made_from_the_delivery_or_from_what_the_file_names() -> None:
    source = Source.model_validate(SOURCE)
    event = event_of("tickets", source, Proof(delivery="msg_1"), {"text": "Words.", "n": 7})
    assert isinstance(event, Accepted)
    assert event.id == "tickets:msg_1"
    named = source.model_copy(update={"id": "/n"})
    event = event_of("tickets", named, Proof(delivery="msg_1"), {"text": "Words.", "n": 7})
    assert isinstance(event, Accepted)
    assert event.id == "tickets:7"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"n": 1}, "/text: is missing from the message"),
        ({"text": "Words."}, "/n: is missing from the message"),
        ({"text": "Words.", "n": [1]}, "/n: is missing from the message"),
        ({"text": "", "n": 1}, "data.text: must not be empty"),
        (["text"], "/n: is missing from the message"),
    ],
)
def test_a_message_that_makes_no_event_says_why(message: Any, reason: str) -> None:
    source = Source.model_validate({**SOURCE, "id": "/n"})
    found = event_of("tickets", source, Proof(delivery="x"), message)
    assert isinstance(found, Refused)
    assert found.reasons == [reason]
