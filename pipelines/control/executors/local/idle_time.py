"""The seconds of a job in which it lacked what every job runs on (a connection, a process): none of its own time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.control.executors.local.work_clock import WorkClock


class IdleTime:
    """A job is idle while one of its steps waits for what is lacking and no other one works."""

    def __init__(self, clock: WorkClock) -> None:
        self._clock, self._looked, self._seconds = clock, clock.now(), 0.0
        self._waiting = self._working = 0

    @property
    def now(self) -> bool:
        return self._waiting > 0 and self._working == 0

    def seconds(self) -> float:
        """So far, without those that were given back."""
        self._turn()
        return self._seconds

    def given_back(self, seconds: float) -> None:
        self._seconds -= seconds

    def wasted(self, seconds: float) -> None:
        """Work that found out at its end that something was lacking."""
        self._seconds += seconds

    @contextmanager
    def waiting(self) -> Iterator[None]:
        self._turn(waiting=1)
        try:
            yield
        finally:
            self._turn(waiting=-1)

    @contextmanager
    def attempt(self) -> Iterator[Callable[[], None]]:
        """It waits until what this yields is called, and works from then on."""
        working = 0

        def begun() -> None:
            nonlocal working
            working = 1
            self._turn(waiting=-1, working=1)

        self._turn(waiting=1)
        try:
            yield begun
        finally:
            self._turn(waiting=working - 1, working=-working)

    def _turn(self, *, waiting: int = 0, working: int = 0) -> None:
        looked = self._clock.now()
        if self.now:
            self._seconds += looked - self._looked
        self._looked = looked
        self._waiting += waiting
        self._working += working
