"""Counts failed attempts by client and by what it tried, so that who guesses is told to wait.

Only who fails is told so: a valid token or signature is taken, whatever others behind the same address do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from cachetools import LRUCache
from starlette.requests import HTTPConnection
from starlette.types import Scope

from pipelines.server.access.token_bucket import TokenBucket
from pipelines.server.problems import Problem

ALLOWED = 20  # failures at once
PER_SECOND = 0.2  # and one more every five seconds
ADDRESSES = 10_000  # remembered; the oldest are forgotten first


class Failures:
    """A token bucket for each client, and for what it tried; only failures take from it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: LRUCache[str, TokenBucket] = LRUCache(ADDRESSES)

    def failed(self, address: str, tried: str, refusal: Problem) -> Problem:
        """The refusal, or after too many of them one that says to wait. `tried`: a token's beginning, or a hook."""
        client = f"{address} {tried}"
        if (seconds := self.wait(client)) > 0:
            after = {"Retry-After": str(int(seconds) + 1)}
            return Problem(429, "too_many_failures", "too many failed attempts; wait", headers=after)
        self.count(client)
        return refusal

    def count(self, client: str) -> None:
        self._buckets.setdefault(client, TokenBucket(ALLOWED, PER_SECOND, self._clock)).spend()

    def wait(self, client: str) -> float:
        """Seconds until this client may fail again; 0 where it may now."""
        bucket = self._buckets.get(client)
        return bucket.wait() if bucket else 0.0


def client_of(scope: Scope) -> str:
    """The client's address; behind a trusted proxy the one that the proxy names."""
    return scope["client"][0] if scope.get("client") else ""


def failures_of(connection: HTTPConnection) -> Failures:
    """Those of the app that answers this request."""
    return cast(Failures, connection.app.state.failures)
