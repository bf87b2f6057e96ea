"""How many connections, requests and live streams there may be, and that health answers meanwhile."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any

import pytest

from pipelines.server.live import feed
from pipelines.server.live.places import Places
from pipelines.server.protocol.connection_limits import Limits
from tests.support.network.bare_sockets import GET, alive, connected, head, sent
from tests.support.serving import Served
from tests.support.waiting import PATIENCE, until


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
        name, _, value = mine.partition(": ")
        refused = api.get("/api/stream", headers={name: value})
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
        assert refused.headers["retry-after"] == "10"
    until(lambda: not api.app.state.feed.places.taken, said="who leaves gives the place back")


def test_a_stream_ends_after_its_time_so_that_its_token_is_looked_at_again(
    short: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LIFE_SECONDS", 0.1)
    monkeypatch.setattr(feed, "BEAT_SECONDS", 0.05)
    answer = sent(short, head(first="GET /api/stream HTTP/1.1"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n0\r\n\r\n")


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
