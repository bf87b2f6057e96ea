"""A rate limit as a token bucket: so many at once, and so many a second after that."""

from __future__ import annotations

import time
from collections.abc import Callable


class TokenBucket:
    """Full at first. `capacity`: tokens; `per_second`: how many come back."""

    def __init__(
        self, capacity: float, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._capacity, self._per_second, self._clock = capacity, per_second, clock
        self._left, self._at = capacity, clock()

    def wait(self) -> float:
        """Seconds until there is a token; 0 where there is one now."""
        return max(0.0, (1 - self._now()) / self._per_second)

    def spend(self) -> None:
        """Take a token, on credit where there is none."""
        self._left, self._at = self._now() - 1, self._clock()

    def take(self) -> bool:
        """Take a token if there is one."""
        if self._now() < 1:
            return False
        self.spend()
        return True

    def _now(self) -> float:
        return min(self._capacity, self._left + (self._clock() - self._at) * self._per_second)
