"""Finds out whose token came with a request; valid ones are remembered for a few seconds."""

from __future__ import annotations

from time import monotonic

from cachetools import TTLCache
from starlette.concurrency import run_in_threadpool

from pipelines.operations.tokens import Bearer, find_bearer, hash_of
from pipelines.server.services import Services

REMEMBERED_SECONDS = 5.0  # a revoked token works no longer than this
REMEMBERED = 1000


class Bearers:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: TTLCache[bytes, Bearer] = TTLCache(
            REMEMBERED, REMEMBERED_SECONDS, timer=lambda: monotonic()
        )

    def remembered(self, secret: str) -> Bearer | None:
        return self._known.get(hash_of(secret))

    async def find(self, secret: str) -> Bearer | None:
        if (known := self.remembered(secret)) is not None:
            return known
        hashed = hash_of(secret)
        bearer = await run_in_threadpool(self._look, hashed)
        if bearer is not None:
            self._known[hashed] = bearer
        return bearer

    def _look(self, hashed: bytes) -> Bearer | None:
        with self._services.pool.connection() as connection:
            return find_bearer(connection, hashed)
