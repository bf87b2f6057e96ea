"""Slows down those who try tokens or signatures: failures are counted by address; too many are looked at no more."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import cast

from starlette.requests import HTTPConnection

ALLOWED = 20  # failures at once
PER_SECOND = 0.2  # and one more every five seconds
ADDRESSES = 10_000  # remembered; the oldest are forgotten first


class Failures:
    """A token bucket for each address; only failures take from it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, address: str) -> None:
        self._left[address] = (self._now(address) - 1, self._clock())
        self._left.move_to_end(address)
        while len(self._left) > ADDRESSES:
            self._left.popitem(last=False)

    def wait(self, address: str) -> float:
        """Seconds until this address may fail again; 0 where it may now."""
        missing = 1 - self._now(address)
        return max(0.0, missing / PER_SECOND)

    def _now(self, address: str) -> float:
        left, at = self._left.get(address, (float(ALLOWED), self._clock()))
        return min(float(ALLOWED), left + (self._clock() - at) * PER_SECOND)


def failures_of(connection: HTTPConnection) -> Failures:
    """Those of the app that answers this request."""
    return cast(Failures, connection.app.state.failures)
