"""An erasure over HTTP: told before, begun, followed to its receipt, refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.server.operations.test_operations import worked


def test_an_erasure_from_its_preview_to_its_receipt(api: Any, tmp_path: Any) -> None:
    job_id = api.failed({"data": {"text": "Words of Ana."}, "options": {"tenant": "ana"}})
    api.execute("update jobs.job set workflow_ended_at = now()")
    told = api.post("/api/operations/preview-erasure", json={"tenant": "ana"}).json()
    assert (told["jobs"], told["events"], told["ids"]) == (1, 1, [job_id])
    answer = api.post("/api/operations", json={"kind": "erase", "tenant": "ana", "why": "a letter"})
    assert answer.status_code == 202, answer.text
    begun = answer.json()
    assert (begun["kind"], begun["total"], begun["why"]) == ("erase", 1, "a letter")
    assert begun["selection"].startswith("tenant=hmac:")
    worked(api, tmp_path)
    done = api.get(f"/api/operations/{begun['id']}").json()
    assert (done["state"], done["receipt"]["jobs"], done["receipt"]["events"]) == ("done", 1, 1)
    assert api.get(f"/api/jobs/{job_id}").json()["erased_at"]
    [act] = [one for one in api.get("/api/audit").json()["acts"] if one["subject"] == begun["id"]]
    assert (act["act"], act["door"]) == ("operation_started", "api")
    assert "ana" not in act["details"]["selection"].partition(":")[0]


@pytest.mark.parametrize(
    ("asked", "code", "field", "sentence"),
    [
        ({}, "invalid_erasure", "tenant", "give one of tenant, tag and match"),
        ({"tenant": "a", "match": "abcd"}, "invalid_erasure", "tenant", "give one of"),
        ({"match": "abc"}, "invalid_erasure", "match", "needs 4 characters"),
        ({"tag": "person"}, "invalid_erasure", "tag", "must be NAME=VALUE"),
        ({"tenant": "ana", "why": "Ana asked"}, "invalid_erasure", "why", "holds the text itself"),
        ({"tenant": "ana", "where": "status=failed"}, "invalid_erasure", "where", "selects no person"),
        ({"tenant": "ana", "all": True}, "invalid_erasure", "all", "selects no person"),
        ({"tenant": "a" * 201}, "invalid_request", "tenant", ""),
        (
            {"kind": "cancel", "where": "status=queued", "tenant": "ana"},
            "invalid_selection",
            "tenant",
            "belongs to",
        ),
    ],
)
def test_what_makes_no_sense_names_its_field(
    api: Any, asked: dict[str, Any], code: str, field: str, sentence: str
) -> None:
    answer = api.post("/api/operations", json={"kind": "erase", **asked})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    [fault] = answer.json()["errors"]
    assert (fault["field"], fault["message"][: len(sentence)]) == (field, sentence)


def test_who_may_only_read_or_send_may_not_erase(start: Any, token: Any) -> None:
    served = start(require_token=True)
    for scope in ("read", "send"):
        headers = {"Authorization": f"Bearer {token(scope)}"}
        for path, asked in (
            ("", {"kind": "erase", "tenant": "ana"}),
            ("/preview-erasure", {"tenant": "ana"}),
        ):
            answer = served.post(f"/api/operations{path}", json=asked, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
