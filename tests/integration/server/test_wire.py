"""What one connection may send, how slowly, and how many there may be: asked with bare sockets."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipelines.server.live.places import Places
from pipelines.server.protocol.limits import Limits
from tests.support.serving import Served, serving
from tests.support.waiting import PATIENCE

SHORT = Limits(
    head_seconds=1, body_seconds=1, write_seconds=1, write_rate=1000, linger_seconds=1, keep_alive_seconds=1
)
GET = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def short(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that is patient for a second."""
    with serving(database_url, tmp_path_factory.mktemp("home"), SHORT) as found:
        yield found


def connected(api: Served) -> closing[socket.socket]:
    target = urlsplit(api.url)
    return closing(socket.create_connection((target.hostname, target.port), PATIENCE))


def rest(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    found = b""
    with suppress(ConnectionError):
        while part := connection.recv(1 << 16):
            found += part
    return found


def problem(answer: bytes) -> tuple[int, str]:
    """Status and code of a refusal. It is a problem, sealed as any answer, and the connection's last one."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:])
    assert headers["content-type"] == "application/problem+json"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert headers["connection"] == "close"
    assert int(headers["content-length"]) == len(body)
    told = json.loads(body)
    assert told["status"] == int(lines[0].split()[1])
    return told["status"], told["code"]


def sent(api: Served, data: bytes) -> bytes:
    with connected(api) as connection:
        with suppress(ConnectionError):
            connection.sendall(data)
        return rest(connection)


def head(*lines: str, first: str = "GET /health/live HTTP/1.1") -> bytes:
    return "\r\n".join([first, "Host: localhost", *lines, "", ""]).encode()


def alive(api: Served) -> None:
    assert api.get("/health/live").status_code == 200


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (head("X: " + "x" * 33_000), (431, "headers_too_large")),
        (head(*(f"X{n}: {'x' * 900}" for n in range(40))), (431, "headers_too_large")),
        (head(*(f"X{n}: x" for n in range(101))), (431, "headers_too_large")),
        (b"GET /" + b"x" * 20_000, (414, "url_too_long")),
        (head(first=f"GET /?{'x' * 9000} HTTP/1.1"), (414, "url_too_long")),
        (b"x" * 100_000, (400, "not_http")),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), (400, "not_http")),
        (head("Content-Length: 1", "Transfer-Encoding: chunked"), (400, "not_http")),
        (head("A\x00: b"), (400, "not_http")),
    ],
    ids=["one", "bytes", "count", "unended url", "url", "noise", "TLS", "two lengths", "NUL"],
)
def test_a_head_that_is_too_large_or_none_is_refused(
    short: Served, data: bytes, refusal: tuple[int, str]
) -> None:
    assert problem(sent(short, data)) == refusal
    alive(short)


def test_a_head_of_the_largest_size_is_read_however_it_is_cut(short: Served) -> None:
    data = head(*(f"X{n}: {'x' * 300}" for n in range(90)), "Connection: close")
    for size in (len(data), 1000, 17):
        with connected(short) as connection:
            for start in range(0, len(data), size):
                connection.sendall(data[start : start + size])
            assert rest(connection).startswith(b"HTTP/1.1 200 ")


def test_a_hundred_megabytes_of_one_header_are_refused_unread(short: Served) -> None:
    assert problem(sent(short, b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000_000)) == (431, "headers_too_large")
    alive(short)


def test_headers_after_a_body_are_bounded_and_not_mixed_with_those_that_were_checked(short: Served) -> None:
    first = "POST /api/nothing HTTP/1.1"
    chunked = head("Transfer-Encoding: chunked", first=first) + b"1\r\nx\r\n"
    assert b"404" in sent(short, chunked + b"0\r\nAuthorization: Bearer x\r\n\r\n").split(b"\r\n")[0]
    with connected(short) as connection:
        connection.sendall(chunked + b"0\r\nX: ")
        said = closed_after(connection, b"x" * 100_000, every=0.01)
        assert said.startswith((b"HTTP/1.1 404", b"HTTP/1.1 431"))
    alive(short)


def test_a_flood_of_requests_on_one_connection_ends_it(short: Served) -> None:
    flood = sent(short, GET * 5000)
    assert flood.count(b"HTTP/1.1 200 OK") < 100
    assert b"HTTP/1.1 503" not in flood, "it would be taken for the answer to an earlier request"
    assert sent(short, GET * 10).count(b"HTTP/1.1 200 OK") == 10


def closed_after(connection: socket.socket, drip: bytes, every: float = 0.2) -> bytes:
    """What the server says to somebody who sends `drip` again and again; it must close by itself."""
    ended, said = threading.Event(), list[bytes]()

    def listen() -> None:
        said.append(rest(connection))
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    until = time.monotonic() + PATIENCE
    while not ended.wait(every) and time.monotonic() < until:
        with suppress(OSError):
            connection.sendall(drip)
    assert said, "the connection stays"
    return said[0]


@pytest.mark.parametrize("drip", [b"", b"x"])
def test_half_a_head_is_given_up(short: Served, drip: bytes) -> None:
    with connected(short) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert problem(closed_after(connection, drip)) == (408, "too_slow")


@pytest.mark.parametrize("drip", [b"", b"\r\n"])
def test_a_connection_that_asks_nothing_is_closed(short: Served, drip: bytes) -> None:
    with connected(short) as connection:
        closed_after(connection, drip)
    with connected(short) as connection:
        connection.sendall(GET)
        assert closed_after(connection, drip).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("drip", [b"", b"x"])
@pytest.mark.parametrize("path", ["/api/events", "/api/documents"])
def test_half_a_body_is_given_up(
    short: Served, path: str, drip: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(short) as connection:
        connection.sendall(head("Content-Length: 100000", first=f"POST {path} HTTP/1.1") + b'{"')
        assert problem(closed_after(connection, drip)) == (408, "too_slow")
    alive(short)
    assert not [record.message for record in caplog.records if record.levelname == "ERROR"]


def test_a_body_that_nobody_waits_for_is_given_up_as_well(short: Served) -> None:
    with connected(short) as connection:
        connection.sendall(head("Content-Length: 100000", first="POST /api/nothing HTTP/1.1") + b"x")
        assert closed_after(connection, b"x").startswith(b"HTTP/1.1 404 ")


def test_a_refusal_is_read_while_the_body_is_still_being_sent(short: Served) -> None:
    first = "POST /hooks/nobody HTTP/1.1"
    for lines in (["Content-Length: 20000000"], ["Transfer-Encoding: chunked"]):
        chunk = b"x" * 20_000_000
        body = chunk if "Length" in lines[0] else b"%x\r\n%b\r\n0\r\n\r\n" % (len(chunk), chunk)
        answer = sent(short, head(*lines, first="POST /api/pipelines HTTP/1.1") + body)
        assert answer.startswith((b"HTTP/1.1 405", b"HTTP/1.1 413")), answer[:100]
        assert sent(short, head(*lines, first=first) + body).startswith(b"HTTP/1.1 404 ")
        assert problem(sent(short, head(*lines, first="POST /api/events HTTP/1.1") + body))[0] == 413


def test_who_does_not_read_a_large_answer_is_cut_off(short: Served) -> None:
    stored = short.post("/api/documents?name=a.bin", content=b"\0" * 30_000_000).json()["id"]
    with closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE)
        target = urlsplit(short.url)
        connection.connect((target.hostname, target.port))
        connection.sendall(head(first=f"GET /api/documents/{stored} HTTP/1.1"))
        time.sleep(4)
        assert 0 < len(rest(connection)) < 30_000_000
    assert len(short.get(f"/api/documents/{stored}").content) == 30_000_000


def test_the_connection_that_waits_longest_makes_room(start: Any) -> None:
    api = start(limits=replace(Limits(), connections=20))
    with ExitStack() as stack:
        held = [stack.enter_context(connected(api)) for _ in range(60)]
        for connection in held:
            with suppress(ConnectionError):
                connection.sendall(b"GET / HTTP/1.1\r\n")
        alive(api)
        assert api.get("/api/jobs").status_code == 200


def test_when_too_much_is_answered_at_once_the_rest_is_told_to_come_back(start: Any) -> None:
    api = start(limits=replace(Limits(), connections=10))
    with ExitStack() as stack:
        for _ in range(9):
            connection = stack.enter_context(connected(api))
            connection.sendall(head(first="GET /api/stream HTTP/1.1"))
            assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
        answer = api.get("/api/jobs")
        assert (answer.status_code, answer.json()["code"]) == (503, "too_many_requests")
        assert int(answer.headers["retry-after"]) >= 1
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        alive(api)
        assert api.get("/health/ready").status_code == 200


def test_live_streams_are_bounded_by_client_and_in_all(start: Any, token: Any) -> None:
    api = start(require_token=True)
    api.app.state.feed.places = Places(3, 2)
    mine, other = (f"Authorization: Bearer {token('read')}" for _ in range(2))
    with ExitStack() as stack:

        def stream(bearer: str) -> bytes:
            connection = stack.enter_context(connected(api))
            connection.sendall(head(bearer, first="GET /api/stream HTTP/1.1"))
            return connection.recv(1 << 16)

        assert [stream(who).split()[1] for who in (mine, mine, mine, other, other)] == [
            b"200", b"200", b"429", b"200", b"503",
        ]  # fmt: skip
        refused = stream(mine)
        assert b"retry-after: 10" in refused
        assert b"too_many_streams" in refused
    until_none = time.monotonic() + PATIENCE
    while api.app.state.feed.places.taken and time.monotonic() < until_none:
        time.sleep(0.05)
    assert api.app.state.feed.places.taken == 0, "who leaves gives the place back"


def test_health_answers_during_200_half_sent_requests_and_a_hundred_megabytes_of_header(
    api: Served,
) -> None:
    """In the tests' generous time; how fast it is, a test does not say."""
    stop = threading.Event()

    def flood() -> None:
        while not stop.is_set():
            sent(api, b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000_000)

    flooding = threading.Thread(target=flood)
    with ExitStack() as stack:
        for number in range(200):
            connection = stack.enter_context(connected(api))
            connection.sendall(
                GET[:-2] if number % 2 else head("Content-Length: 9", first="POST /hooks/a HTTP/1.1")
            )
        flooding.start()
        try:
            for _ in range(20):
                asked = time.monotonic()
                alive(api)
                assert api.get("/health/ready").status_code == 200
                assert time.monotonic() - asked < PATIENCE
        finally:
            stop.set()
            flooding.join(PATIENCE)
    assert not flooding.is_alive()
