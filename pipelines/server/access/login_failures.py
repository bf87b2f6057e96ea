"""Slows down those who try tokens or signatures: failures are counted by address; too many are looked at no more."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from cachetools import LRUCache
from starlette.requests import HTTPConnection

from pipelines.server.access.token_bucket import TokenBucket

ALLOWED = 20  # failures at once
PER_SECOND = 0.2  # and one more every five seconds
ADDRESSES = 10_000  # remembered; the oldest are forgotten first


class Failures:
    """A token bucket for each address; only failures take from it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: LRUCache[str, TokenBucket] = LRUCache(ADDRESSES)

    def count(self, address: str) -> None:
        self._buckets.setdefault(address, TokenBucket(ALLOWED, PER_SECOND, self._clock)).spend()

    def wait(self, address: str) -> float:
        """Seconds until this address may fail again; 0 where it may now."""
        bucket = self._buckets.get(address)
        return bucket.wait() if bucket else 0.0


def failures_of(connection: HTTPConnection) -> Failures:
    """Those of the app that answers this request."""
    return cast(Failures, connection.app.state.failures)
