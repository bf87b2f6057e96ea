"""Whether something that is counted moves at the pace that it has to. Pure."""

from __future__ import annotations


class Pace:
    """At least `rate` a second, over any `seconds`."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._enough, self._seconds = rate * seconds, seconds
        self._since: float | None = None
        self._then = 0

    def begin(self, now: float, count: int) -> None:
        self._since, self._then = now, count

    def stalled(self, now: float, count: int, *, moved: bool = False) -> bool:
        """Whether too little came in the last `seconds`. `moved`: it did move, or had no reason to."""
        if self._since is None or moved or count - self._then >= self._enough:
            self.begin(now, count)
            return False
        return now - self._since > self._seconds
