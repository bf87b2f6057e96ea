"""SIGTERM of a step: heard while the step works or waits, kept back while its row is being written.

So an attempt whose row was begun always says in that row that it was told to stop.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from steps.core.errors import TemporaryError


class Termination:
    """The one of this process; Python runs handlers of signals in its main thread alone."""

    def __init__(self) -> None:
        self._told = self._heard = False

    def listen(self) -> None:
        """Take SIGTERM from now on, with none told yet."""
        self._told = self._heard = False
        signal.signal(signal.SIGTERM, self._on_signal)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Where a step may be stopped. Errors: TemporaryError `terminated`, at once if it was told before."""
        before, self._heard = self._heard, True
        try:
            self._stop_if_told()
            yield
        finally:
            self._heard = before

    def _on_signal(self, signal_number: int, frame: FrameType | None) -> None:
        self._told = True
        if self._heard:
            self._stop_if_told()

    def _stop_if_told(self) -> None:
        if self._told:
            raise TemporaryError(
                "terminated", "the container was told to stop: deadline, eviction or cancellation"
            )


TERMINATION = Termination()
