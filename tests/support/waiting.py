"""Waiting for a condition: as short as it can be, and so long that no slow machine fails a test."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60.0  # seconds; only what never comes should take them all
T = TypeVar("T")


def until(
    condition: Callable[[], T], *, seconds: float = PATIENCE, every: float = 0.01, said: object = ""
) -> T:
    """The condition's first true answer. `said`: what the failure tells beside the last answer, called if it can be.

    Errors: AssertionError once the seconds are over.
    """
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            told = said() if callable(said) else said
            raise AssertionError(f"not within {seconds:.0f} s; last seen: {found!r} {told}".rstrip())
        time.sleep(every)
    return found
