"""How many live streams there may be: in all, and for each client."""

from __future__ import annotations

from collections import Counter

from pipelines.server.problems import Problem

STREAMS = 300
PER_CLIENT = (
    200  # a browser opens one for the page that is seen; a proxy that is not trusted counts as one client
)
AGAIN = {"Retry-After": "10"}


class Places:
    def __init__(self, most: int = STREAMS, per_client: int = PER_CLIENT) -> None:
        self._most, self._per_client = most, per_client
        self._taken = Counter[str]()

    def take(self, client: str) -> None:
        """Errors: Problem 429 or 503 `too_many_streams`."""
        if self._taken[client] >= self._per_client:
            detail = f"{self._per_client} live streams are the most for one client"
            raise Problem(429, "too_many_streams", detail, headers=AGAIN)
        if self._taken.total() >= self._most:
            detail = f"{self._most} live streams are the most, and they are taken"
            raise Problem(503, "too_many_streams", detail, headers=AGAIN)
        self._taken[client] += 1

    def give_back(self, client: str) -> None:
        self._taken[client] -= 1
        if not self._taken[client]:
            del self._taken[client]

    @property
    def taken(self) -> int:
        return self._taken.total()
