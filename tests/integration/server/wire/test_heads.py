"""What one connection may send of heads and of bodies that are refused."""

from __future__ import annotations

import pytest

from tests.support.network.bare_sockets import GET, alive, closed_after, connected, head, problem, rest, sent
from tests.support.serving import Served


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


def test_a_refusal_is_read_while_the_body_is_still_being_sent(short: Served) -> None:
    first = "POST /hooks/nobody HTTP/1.1"
    for lines in (["Content-Length: 20000000"], ["Transfer-Encoding: chunked"]):
        chunk = b"x" * 20_000_000
        body = chunk if "Length" in lines[0] else b"%x\r\n%b\r\n0\r\n\r\n" % (len(chunk), chunk)
        answer = sent(short, head(*lines, first="POST /api/pipelines HTTP/1.1") + body)
        assert answer.startswith((b"HTTP/1.1 405", b"HTTP/1.1 413")), answer[:100]
        assert sent(short, head(*lines, first=first) + body).startswith(b"HTTP/1.1 404 ")
        assert problem(sent(short, head(*lines, first="POST /api/events HTTP/1.1") + body))[0] == 413
