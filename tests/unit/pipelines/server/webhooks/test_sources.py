"""The file of other systems is checked before the server starts."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.server.api.intake import Accepted, Refused
from pipelines.server.webhooks.hooks import event_of
from pipelines.server.webhooks.signatures import Proof
from pipelines.server.webhooks.sources import SignedSource, Source, read_sources
from steps.core.errors import ConfigurationError

SOURCE: dict[str, Any] = {
    "signature": "standard",
    "secret": "TICKETS_SECRET",
    "reviewed": "ops, 2026-11-24",
    "pipeline": "news-analyzer",
    "data": {"text": {"from": "/text"}},
}
OLD, NEW = b"the old key of 24 bytes.", b"the new key of 24 bytes."
ENVIRONMENT = {
    "TICKETS_SECRET": f"whsec_{b64encode(OLD).decode()} {b64encode(NEW).decode()}\n",
    "RAW_SECRET": "whsec_of-Stripe_is-taken-as-it-is",
    "PHRASE": "a pass phrase",
    "SHORT": "whsec_" + b64encode(b"canary").decode(),
    "OTHER_LETTERS": "whsec_canary-canary_canary-canary_canary",
    "CUT": "whsec_canarycanarycanarycanaryc",
    "EMPTY": "whsec_",
    "MANY": "canary " * 9,
}


def read(path: Path, **changed: Any) -> dict[str, SignedSource]:
    path.write_text(yaml.safe_dump({"sources": {"tickets": {**SOURCE, **changed}}}))
    return read_sources(path, ENVIRONMENT)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path / "hooks.yaml")
    assert found["tickets"].keys == (OLD, NEW)
    assert read_sources(None, {}) == {}
    assert "old key" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"pipeline": "nope"}, "sources.tickets.pipeline: there is no pipeline of that name"),
        ({"data": {"txt": 1}}, "sources.tickets.data: news-analyzer takes no txt"),
        ({"secret": "OTHER"}, "sources.tickets.secret: the variable OTHER is not set"),
        ({"secret": "EMPTY"}, "sources.tickets.secret: the variable EMPTY holds a secret of 0 bytes; 16 are"),
        ({"secret": "SHORT"}, "sources.tickets.secret: the variable SHORT holds a secret of 6 bytes; 16 are"),
        ({"secret": "CUT"}, "sources.tickets.secret: the variable CUT holds a secret that is not base64"),
        (
            {"secret": "OTHER_LETTERS"},
            "sources.tickets.secret: the variable OTHER_LETTERS holds a secret that is not base64",
        ),
        (
            {"secret": "MANY"},
            "sources.tickets.secret: the variable MANY holds 9 words; 4 secrets are the most",
        ),
        (
            {"secret": "PHRASE", "signature": "github"},
            "sources.tickets.secret: the variable PHRASE holds a secret of 1 bytes; 16 are",
        ),
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
    assert "canary" not in caught.value.message
    assert "a value" not in caught.value.message


@pytest.mark.parametrize("signature", ["stripe", "slack", "github"])
def test_other_senders_secrets_are_taken_as_they_are(tmp_path: Path, signature: str) -> None:
    found = read(tmp_path / "hooks.yaml", secret="RAW_SECRET", signature=signature)
    assert found["tickets"].keys == (b"whsec_of-Stripe_is-taken-as-it-is",)


def test_long_ids_that_begin_alike_stay_two_events() -> None:
    source = Source.model_validate(SOURCE)
    made = [event_of("tickets", source, Proof(delivery="m" * 300 + end), {"text": "Words."}) for end in "ab"]
    ids = {event.id for event in made if isinstance(event, Accepted)}
    assert len(ids) == 2
    assert {len(str(each)) for each in ids} == {200}


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
