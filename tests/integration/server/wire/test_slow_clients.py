"""Who sends or reads too slowly is given up."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.support.network.bare_sockets import GET, alive, closed_after, connected, head, problem, rest
from tests.support.serving import Served
from tests.support.waiting import PATIENCE


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
