"""Finds out whose token came with a request; valid ones are remembered for a few seconds."""

from __future__ import annotations

import time
from collections import OrderedDict

from starlette.concurrency import run_in_threadpool

from pipelines.operations.tokens import Bearer, find_bearer, hash_of
from pipelines.server.services import Services

REMEMBERED_SECONDS = 5.0  # a revoked token works no longer than this
REMEMBERED = 1000


class Bearers:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: OrderedDict[bytes, tuple[Bearer, float]] = OrderedDict()

    def remembered(self, secret: str) -> Bearer | None:
        bearer, until = self._known.get(hash_of(secret), (None, 0.0))
        return bearer if time.monotonic() < until else None

    async def find(self, secret: str) -> Bearer | None:
        if (known := self.remembered(secret)) is not None:
            return known
        hashed = hash_of(secret)
        bearer = await run_in_threadpool(self._look, hashed)
        if bearer is not None:
            self._known[hashed] = (bearer, time.monotonic() + REMEMBERED_SECONDS)
            self._known.move_to_end(hashed)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return bearer

    def _look(self, hashed: bytes) -> Bearer | None:
        with self._services.pool.connection() as connection:
            return find_bearer(connection, hashed)
