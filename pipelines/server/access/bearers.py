"""Finds out whose token came with a request; valid ones are remembered for a few seconds.

Nobody is refused for what others do: a token that is not remembered is always looked up, together with all that came in
while the look-up before was on its way. So wrong tokens cost one query at a time, however many there are.
"""

from __future__ import annotations

import asyncio
from time import monotonic

from cachetools import TTLCache
from starlette.concurrency import run_in_threadpool

from pipelines.operations.tokens import Bearer, find_bearers, hash_of, is_token
from pipelines.server.services import Services

REMEMBERED_SECONDS = 5.0  # a revoked token works no longer than this
REMEMBERED = 1000
Found = dict[bytes, Bearer]


class Bearers:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: TTLCache[bytes, Bearer] = TTLCache(
            REMEMBERED, REMEMBERED_SECONDS, timer=lambda: monotonic()
        )
        self._one_at_a_time = asyncio.Lock()
        self._asked = set[bytes]()
        self._next: asyncio.Task[Found] | None = None

    async def find(self, secret: str) -> Bearer | None:
        if not is_token(secret):
            return None
        hashed = hash_of(secret)
        if (known := self._known.get(hashed)) is not None:
            return known
        self._asked.add(hashed)
        if self._next is None:
            self._next = asyncio.create_task(self._look_up())
        # The request that began the look-up may be cancelled; the others still wait for it.
        return (await asyncio.shield(self._next)).get(hashed)

    async def _look_up(self) -> Found:
        async with self._one_at_a_time:
            hashes, self._asked, self._next = self._asked, set(), None
            found = await run_in_threadpool(self._look, list(hashes))
            self._known.update(found)
            return found

    def _look(self, hashes: list[bytes]) -> Found:
        with self._services.pool.connection() as connection:
            return find_bearers(connection, hashes)
