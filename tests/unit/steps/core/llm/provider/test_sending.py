"""One call over real HTTP: whom it trusts, what it sends, and that every answer has an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import certifi
import pytest

from steps.core.errors import ConfigurationError
from steps.core.llm.provider import sending
from steps.core.llm.provider.call_failures import Failure
from steps.core.llm.provider.sending import Body, send
from steps.core.llm.provider.servers import Dialect, Server

END = "-----END CERTIFICATE-----\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    sending._trusted.cache_clear()
    yield
    sending._trusted.cache_clear()


def test_a_company_names_its_own_authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _, _ = Path(certifi.where()).read_text(encoding="utf-8").partition(END)
    (tmp_path / "ca.pem").write_text(first + END, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert sending._trusted().cert_store_stats()["x509_ca"] == 1


def test_a_process_reads_them_once() -> None:
    assert sending._trusted() is sending._trusted()
    assert sending._trusted().cert_store_stats()["x509_ca"] > 100


Handler = Callable[[BaseHTTPRequestHandler], None]
REQUEST = {"model": "m", "messages": [{"role": "user", "content": "The document."}]}


class Listening:
    """A server that answers as it is told. `seen`: path and headers of each request."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.answer: Handler = lambda request: plain(request, b"{}")
        outer = self

        class Told(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                outer.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                outer.answer(self)

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Told)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def plain(request: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    for name, value in {"content-length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


@pytest.fixture
def listening() -> Iterator[Listening]:
    server = Listening()
    yield server
    server.close()


def at(url: str, key: str = "sk-canary") -> Server:
    return Server(key, f"{url}/v1", url, official=False, local=True, told=None)


@pytest.mark.parametrize(("key", "sent"), [("sk-canary", "Bearer sk-canary"), ("", None)])
def test_without_a_key_there_is_no_header(listening: Listening, key: str, sent: str | None) -> None:
    listening.answer = lambda request: plain(request, b'{"x": 1}', x_request_id="req_1")
    answer = send(at(listening.url, key), Dialect.CHAT, REQUEST, 5)
    assert isinstance(answer, Body)
    assert (answer.content, answer.request_id) == (b'{"x": 1}', "req_1")
    [(path, headers)] = listening.seen
    assert (path, headers.get("authorization")) == ("/v1/chat/completions", sent)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_by_nobody(listening: Listening, status: int) -> None:
    other = Listening()
    listening.answer = lambda request: plain(
        request, b"", status, location=f"{other.url}/v1/chat/completions"
    )
    failure = send(at(listening.url), Dialect.CHAT, REQUEST, 5)
    other.close()
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, ConfigurationError)
    assert failure.error.code == "provider_url"
    assert "OPENAI_BASE_URL" in failure.error.message
    assert (len(listening.seen), other.seen) == (1, [])


def test_an_answer_that_trickles_ends_with_its_time(listening: Listening) -> None:
    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("content-type", "text/event-stream")
        request.end_headers()
        for _ in range(200):
            try:
                request.wfile.write(b": keep-alive\n\n")
                request.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    listening.answer = trickle
    began = time.monotonic()
    failure = send(at(listening.url), Dialect.CHAT, REQUEST, 0.4)
    assert time.monotonic() - began < 5
    assert isinstance(failure, Failure)
    assert (failure.error.code, failure.unknown) == ("provider_timeout", True)


def test_an_answer_without_end_is_none(listening: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_BYTES", 1000)
    listening.answer = lambda request: plain(request, b" " * 2000)
    failure = send(at(listening.url), Dialect.CHAT, REQUEST, 5)
    assert isinstance(failure, Failure)
    assert failure.error.code == "provider_unreadable"


@pytest.mark.parametrize("body", [b"", b"<html>Not here</html>", b'"text"', b"[" * 5000])
def test_an_error_page_is_an_error(listening: Listening, body: bytes) -> None:
    listening.answer = lambda request: plain(request, body, 404, content_type="text/html")
    failure = send(at(listening.url), Dialect.RESPONSES, REQUEST_BY_RESPONSES, 5)
    assert isinstance(failure, Failure)
    assert (failure.error.code, failure.status) == ("provider_model", 404)
    assert listening.seen[0][0] == "/v1/responses"


REQUEST_BY_RESPONSES = {"model": "m", "input": "The document."}
