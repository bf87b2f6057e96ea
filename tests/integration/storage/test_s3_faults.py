"""A store that is slow, broken, absent or refuses: which error it is, and how often it was asked."""

from __future__ import annotations

import http.server
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from steps.core.errors import ConfigurationError, TemporaryError
from steps.core.storage import s3
from steps.core.storage.place import CHUNK
from steps.core.storage.storage import Storage
from tests.support.refusals import refused

TEXT = "text/plain"


@contextmanager
def answering(status: int, body: bytes = b"", length: int | None = None) -> Iterator[tuple[str, list[str]]]:
    """A store that gives every request the same answer, and the requests it saw."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            seen.append(self.command)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.send_header("Last-Modified", "Sat, 31 Jan 2026 09:30:00 GMT")
            self.send_header("ETag", '"1"')
            if status == 206:
                self.send_header("Content-Range", f"bytes 0-{length}/{length}")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
            self.close_connection = True

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_large_document_never_lies_in_memory(storage: Storage) -> None:
    chunk = b"x" * CHUNK
    with answering(200, b"<r><UploadId>1</UploadId><ETag>1</ETag></r>") as (endpoint, seen):
        tracemalloc.start()
        Storage("s3://documents", endpoint).put("big", (chunk for _ in range(64)), media_type=TEXT)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(seen) > 64 * CHUNK // s3.PART
    assert peak < 3 * s3.PART + 4 * CHUNK


def test_bucket_that_does_not_exist(endpoint: str) -> None:
    with pytest.raises(ConfigurationError, check=lambda error: error.code == "storage_bucket"):
        Storage("s3://nowhere", endpoint).put("a", b"x", media_type=TEXT)


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials(status: int) -> None:
    with answering(status, b"<Error><Code>AccessDenied</Code></Error>") as (endpoint, seen):
        with pytest.raises(ConfigurationError, check=lambda error: error.code == "storage_forbidden"):
            Storage("s3://documents", endpoint).put("a", b"x", media_type=TEXT)
        with pytest.raises(ConfigurationError, check=lambda error: error.code == "storage_forbidden"):
            Storage("s3://documents", endpoint).exists("s3://documents/a")
    assert len(seen) == 2


def test_missing_credentials(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(ConfigurationError, match="AWS_ACCESS_KEY_ID"):
        Storage("s3://documents", endpoint).put("a", b"x", media_type=TEXT)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_failing_store_is_asked_three_times(status: int) -> None:
    with answering(status) as (endpoint, seen), pytest.raises(TemporaryError):
        Storage("s3://documents", endpoint).put("canary", b"x", media_type=TEXT)
    assert seen == ["PUT"] * 3


def test_store_that_nobody_runs() -> None:
    storage = Storage("s3://documents", "http://127.0.0.1:1")
    for use in (storage.open, storage.exists, storage.delete):
        with pytest.raises(TemporaryError, check=lambda error: "canary" not in error.message):
            use("s3://documents/canary")


def test_connection_that_breaks_in_the_middle_of_a_document() -> None:
    with answering(206, b"half", length=1000) as (endpoint, _), refused("storage_unavailable"):
        Storage("s3://documents", endpoint).read("s3://documents/a", limit=2000)


def test_store_that_accepts_and_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        storage = Storage("s3://documents", f"http://127.0.0.1:{listener.getsockname()[1]}")
        with refused("storage_unavailable"):
            storage.exists("s3://documents/a")


def test_plain_http_is_for_this_machine_only() -> None:
    with pytest.raises(ConfigurationError, match="JOBS_STORAGE_ENDPOINT"):
        Storage("s3://documents", "http://192.0.2.1:9000").put("a", b"x", media_type=TEXT)
