"""Bare sockets on a running server: what no HTTP library would send, and how the server closes."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import closing, suppress
from urllib.parse import urlsplit

from tests.support.serving import Served
from tests.support.waiting import PATIENCE

GET = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


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
