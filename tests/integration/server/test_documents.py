"""Files in and out."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest


def upload(api: Any, content: Any, name: str | None = None) -> Any:
    return api.post("/api/documents", params={"name": name} if name else {}, content=content)


def test_a_file_comes_back_as_it_was(api: Any) -> None:
    content = bytes(range(256)) * 5000
    answer = upload(api, content, "../Größe 1.bin")
    assert answer.status_code == 201
    document = answer.json()["document"]
    assert (document["name"], document["bytes"]) == ("Größe 1.bin", len(content))
    assert document["sha256"] == hashlib.sha256(content).hexdigest()
    back = api.get(f"/api/documents/{answer.json()['id']}")
    assert back.content == content
    assert back.headers["content-disposition"].endswith("filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.bin")
    assert "sandbox" in back.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("start", "name", "media_type"),
    [
        (b"%PDF-1.7\n", "evil.html", "application/pdf"),
        (b"<html><script>", "page.html", "text/html"),
        (b"RIFF\x00\x00\x00\x00WAVE", "talk", "audio/wav"),
        (b"words", "a.txt", "text/plain"),
    ],
)
def test_the_first_bytes_say_what_it_is(api: Any, start: bytes, name: str, media_type: str) -> None:
    answer = upload(api, start, name)
    assert answer.json()["document"]["media_type"] == media_type
    back = api.get(f"/api/documents/{answer.json()['id']}")
    assert back.headers["content-disposition"].startswith("attachment;"), (
        "nothing uploaded is ever shown as a page"
    )
    assert back.headers["x-content-type-options"] == "nosniff"


def test_the_same_file_is_stored_once(api: Any) -> None:
    first, again = (upload(api, b"the same words", name).json() for name in ("a.txt", "b.txt"))
    assert first["document"]["uri"] == again["document"]["uri"]
    assert (first["id"] != again["id"], again["document"]["name"]) == (True, "b.txt")


def test_an_uploaded_file_may_be_named_in_an_event(api: Any) -> None:
    document = upload(api, b"An article about nothing.", "article.txt").json()["document"]
    assert api.send(data={"document": document})


@pytest.mark.parametrize("told", [True, False])
def test_a_file_above_the_limit_is_refused_and_leaves_nothing(
    start: Any, tmp_path: Any, *, told: bool
) -> None:
    api = start(upload_bytes=100_000)
    content = b"x" * 100_001

    def pieces() -> Iterator[bytes]:
        yield content

    assert upload(api, content if told else pieces()).status_code == 413
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert upload(api, content[:-1]).status_code == 201


def test_an_empty_file_and_an_unknown_one(api: Any) -> None:
    assert upload(api, b"").json()["code"] == "empty_document"
    assert api.get(f"/api/documents/{uuid.uuid4()}").status_code == 404


def test_a_file_that_is_gone_from_storage_is_a_404(api: Any) -> None:
    answer = upload(api, b"soon gone").json()
    api.app.state.services.storage.delete(answer["document"]["uri"])
    assert api.get(f"/api/documents/{answer['id']}").json()["code"] == "document_missing"


def test_the_files_of_a_job_are_found_by_their_role(api: Any) -> None:
    report = api.app.state.services.storage.put(
        f"jobs/{uuid.uuid4()}/report.md", b"# Done", media_type="text/markdown"
    )
    job_id = api.completed({"artifacts": {"report": report.model_dump()}})
    found = api.get(f"/api/jobs/{job_id}/documents/report")
    assert (found.content, found.headers["content-type"]) == (b"# Done", "text/markdown; charset=utf-8")
    assert api.get(f"/api/jobs/{job_id}/documents/other").status_code == 404


def test_a_result_cannot_lead_out_of_storage(api: Any) -> None:
    job_id = api.completed({"artifacts": {"report": {"uri": "file:///etc/passwd"}}})
    answer = api.get(f"/api/jobs/{job_id}/documents/report")
    assert answer.status_code == 422
    assert answer.json()["code"] == "document_outside_storage"


def test_the_download_of_an_export_is_put_on_record(api: Any) -> None:
    export = api.app.state.services.storage.put(
        f"jobs/{uuid.uuid4()}/export.zip", b"PK", media_type="application/zip"
    )
    job_id = api.send(
        name="jobs/gdpr-exporter.requested",
        data={"subject_id": "1", "requested_by": "x", "verified_how": "login"},
    )
    api.execute(
        "insert into jobs.output (job_id, step, data) values (%s, 'process-gdpr-exporter', %s)",
        [job_id, json.dumps({"artifacts": {"export": export.model_dump()}})],
    )
    assert api.get(f"/api/jobs/{job_id}/documents/export").content == b"PK"
    recorded = api.execute(
        "select event, actor from jobs.gdpr_export_event where request_id = %s", [job_id]
    ).fetchall()
    assert recorded == [("downloaded", "local")]
