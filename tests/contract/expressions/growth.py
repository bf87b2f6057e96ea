"""How much longer a piece of work takes on four times the text; the machine's speed plays no part in it."""

from __future__ import annotations

import time
from collections.abc import Callable

FLOOR = 0.03  # seconds of work below which nothing is said
_QUICK, _SUSPECT, _ENDLESS = 0.002, 5.0, 0.25
WORSE = 8.0  # four times the text takes four times the work, or a little more; the square would be sixteen


def worse_than_linear(work: Callable[[str], object], text: Callable[[int], str]) -> float | None:
    """How many times longer the work takes on 40,000 characters than on 10,000, where that is too much.

    What is quick on 5,000, and grew little up to there, is not tried further: so hundreds of expressions take a minute.
    """
    quick = seconds(work, text(5_000))
    if quick < _QUICK or quick < _SUSPECT * seconds(work, text(1_250)):
        return None
    if quick > _ENDLESS:  # on 40,000 it would take minutes
        return _growth(work, text(1_250), text(5_000))
    return _growth(work, text(10_000), text(40_000))


def _growth(work: Callable[[str], object], small: str, large: str) -> float | None:
    most = seconds(work, large)
    for _ in range(3):  # a garbage collection or a neighbour may have taken part
        if most < FLOOR or most < WORSE * (least := min(seconds(work, small) for _ in range(3))):
            return None
        most = min(most, seconds(work, large))
    return most / least


def seconds(work: Callable[[str], object], text: str) -> float:
    """Of this thread's own work."""
    began = time.thread_time()
    work(text)
    return time.thread_time() - began
