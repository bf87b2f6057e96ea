"""Other systems' messages: proven, mapped, never taken twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.server.access.login_failures import ALLOWED
from steps.core.settings import Settings
from steps.speech.webhook import HEADER, proof_for, webhook_options
from tests.support.waiting import PATIENCE

KEY = "the key of the ticket system"
SECRET = "whsec_" + base64.b64encode(KEY.encode()).decode()
SPEECH_SECRET = "the secret of the speech service"
SPEECH: dict[str, Any] = {
    "assemblyai_webhook_url": "https://jobs.example/hooks/assemblyai",
    "assemblyai_webhook_secret": SPEECH_SECRET,
}
HOOKS = """
sources:
  tickets:
    signature: standard
    secret: TICKETS_SECRET
    reviewed: ops, 2026-11-24
    pipeline: feedback-analyzer
    when: {/type: ticket.solved}
    data:
      items:
        each: /data/comments
        as: {id: {from: /id}, text: {from: /body}, rating: {from: /stars, optional: true}}
"""
MESSAGE = {"type": "ticket.solved", "data": {"comments": [{"id": "c1", "body": "All good.", "stars": 5}]}}


@pytest.fixture
def hooked(start: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TICKETS_SECRET", SECRET)
    path = tmp_path / "hooks.yaml"
    path.write_text(HOOKS)
    api = start(hooks=path, settings=SPEECH)
    api.execute("truncate jobs.event, jobs.rejected_event cascade")
    return api


def post(
    api: Any,
    message: Any = MESSAGE,
    *,
    delivery: str = "msg_1",
    age: int = 0,
    secret: str = KEY,
    to: str = "tickets",
) -> Any:
    body = json.dumps(message).encode()
    at = str(int(time.time()) - age)
    signature = hmac.digest(secret.encode(), f"{delivery}.{at}.".encode() + body, hashlib.sha256)
    headers = {
        "webhook-id": delivery, "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }  # fmt: skip
    return api.post(f"/hooks/{to}", content=body, headers=headers)


def test_a_message_becomes_an_event_and_a_job(hooked: Any) -> None:
    answer = post(hooked)
    assert answer.status_code == 202
    (sent,) = answer.json()["events"]
    assert (sent["id"], sent["pipeline"], sent["duplicate"]) == ("tickets:msg_1", "feedback-analyzer", False)
    data = hooked.value("select data from jobs.event where id = %s", sent["id"])
    assert data == {"items": [{"id": "c1", "text": "All good.", "rating": 5.0}]}


def test_the_same_message_again_starts_nothing(hooked: Any) -> None:
    first = post(hooked).json()["events"][0]
    for _ in range(3):
        (again,) = post(hooked).json()["events"]
        assert (again["job_id"], again["duplicate"]) == (first["job_id"], True)
    assert hooked.value("select count(*) from jobs.job") == 1
    assert not post(hooked, delivery="msg_2").json()["events"][0]["duplicate"]


def test_an_old_message_a_wrong_secret_or_a_changed_body_is_refused(hooked: Any) -> None:
    assert post(hooked, age=3600).status_code == 401
    assert post(hooked, age=-3600).status_code == 401
    assert post(hooked, secret="guessed").status_code == 401
    assert hooked.post("/hooks/tickets", json=MESSAGE).json()["detail"] == "the header webhook-id is missing"
    assert hooked.value("select count(*) from jobs.event") == 0
    assert hooked.value("select count(*) from jobs.rejected_event") == 0, "the unproven leave no trace"


def test_who_guesses_waits(hooked: Any) -> None:
    answers = [post(hooked, secret=f"guess {number}").status_code for number in range(ALLOWED + 3)]
    assert answers == [401] * ALLOWED + [429] * 3
    assert post(hooked).status_code == 202, "the sender itself is taken, also from the same address"


def test_other_kinds_of_messages_are_ignored(hooked: Any) -> None:
    answer = post(hooked, {"type": "ticket.opened"})
    assert (answer.status_code, answer.json()) == (200, {"events": [], "ignored": True})


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ({"type": "ticket.solved"}, "/data/comments: is missing from the message"),
        ({"type": "ticket.solved", "data": {"comments": []}}, "data.items: must not be empty"),
        (
            {"type": "ticket.solved", "data": {"comments": [{"id": "c", "body": ""}]}},
            "data.items.0.text: must not be empty",
        ),
    ],
)
def test_a_message_that_makes_no_event_is_kept_as_refused(hooked: Any, message: Any, fault: str) -> None:
    answer = post(hooked, message)
    assert answer.status_code == 422
    (rejected,) = hooked.get("/api/events/rejected").json()["rejected"]
    assert (rejected["source"], rejected["reasons"]) == ("hook:tickets", [fault])


def test_an_unknown_source_and_a_body_that_is_no_json(hooked: Any) -> None:
    assert post(hooked, to="nobody").status_code == 404
    body = b"{"
    at = str(int(time.time()))
    signature = hmac.digest(KEY.encode(), f"m.{at}.".encode() + body, hashlib.sha256)
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
    assert hooked.post("/hooks/tickets", content=body, headers=headers).status_code == 400


def test_the_speech_provider_wakes_the_job_that_waits(hooked: Any, database_url: str) -> None:
    job_id = str(uuid.uuid4())
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute("listen jobs_wake")
        for proof in (None, "x", proof_for(SPEECH_SECRET, str(uuid.uuid4()))):
            refused = hooked.post(f"/hooks/assemblyai?job={job_id}", headers={HEADER: proof} if proof else {})
            assert refused.status_code == 401
        told = webhook_options(Settings(**SPEECH), job_id)
        answer = hooked.post(
            told["webhook_url"].removeprefix("https://jobs.example"),
            json={"transcript_id": "t", "status": "completed"},
            headers={told["webhook_auth_header_name"]: told["webhook_auth_header_value"]},
        )
        assert answer.status_code == 202
        assert [note.payload for note in listener.notifies(timeout=PATIENCE, stop_after=1)] == [job_id]


def test_without_a_secret_the_speech_providers_hook_is_closed(start: Any) -> None:
    api = start()
    job_id = str(uuid.uuid4())
    assert (
        api.post(f"/hooks/assemblyai?job={job_id}", headers={HEADER: proof_for("", job_id)}).status_code
        == 401
    )
