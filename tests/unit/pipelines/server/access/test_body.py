"""Bodies are bounded, each and all together, and give back what they took."""

from __future__ import annotations

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from pipelines.server.access.body import MAX_BODY, BodyMemory, BoundedBody


def body(path: str, parts: list[bytes], memory: BodyMemory, told: int | None = None) -> BoundedBody:
    left = iter(parts)

    async def receive() -> Message:
        return {"type": "http.request", "body": next(left), "more_body": True}

    headers = [] if told is None else [(b"content-length", str(told).encode())]
    return BoundedBody({"type": "http", "path": path, "headers": headers}, receive, memory)


def test_all_bodies_together_are_bounded_and_given_back() -> None:
    memory = BodyMemory(100)
    first, second = (body("/hooks/a", [b"x" * 60] * 3, memory) for _ in range(2))
    asyncio.run(first.receive())
    with pytest.raises(HTTPException) as refused:
        asyncio.run(second.receive())
    assert refused.value.status_code == 503
    assert refused.value.headers == {"Retry-After": "2"}
    first.done()
    asyncio.run(second.receive())
    second.done()
    assert memory.used == 0


@pytest.mark.parametrize(("parts", "told"), [([b"x" * MAX_BODY, b"x"], None), ([b""], MAX_BODY + 1)])
def test_a_body_that_is_too_large_is_not_kept(parts: list[bytes], told: int | None) -> None:
    memory = BodyMemory()
    given = body("/hooks/a", parts, memory, told)
    for _ in parts[1:]:
        asyncio.run(given.receive())
    with pytest.raises(HTTPException) as refused:
        asyncio.run(given.receive())
    assert refused.value.status_code == 413
    given.done()
    assert memory.used == 0


def test_an_upload_is_bounded_together_with_the_others_and_measured_where_it_is_written() -> None:
    files = BodyMemory(3 * MAX_BODY)
    upload = body("/api/documents", [b"x" * 2 * MAX_BODY] * 2, files, 4 * MAX_BODY)
    asyncio.run(upload.receive())
    with pytest.raises(HTTPException) as refused:
        asyncio.run(upload.receive())
    assert refused.value.status_code == 503
    upload.done()
    assert files.used == 0
