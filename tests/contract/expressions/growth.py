"""How much longer a piece of work takes on four times the text; the machine's speed plays no part in it."""

from __future__ import annotations

import time
from collections.abc import Callable

FLOOR = 0.03  # seconds of work below which nothing is said
_QUICK, _ENDLESS = 0.000_5, 2.0
WORSE = 8.0  # four times the text takes four times the work, or a little more; the square would be sixteen


def worse_than_linear(work: Callable[[str], object], text: Callable[[int], str], small: int = 10_000) -> float | None:
    """How many times longer the work takes on the larger text, where that is too much; None where it is not."""
    for size in (small // 8, small // 2):
        taken = _seconds(work, text(size), 1)
        if taken > _ENDLESS:  # the whole would never end
            return float("inf")
        if taken < _QUICK:
            break
    larger = text(4 * small)
    if (most := _seconds(work, larger, 1)) < FLOOR:
        return None
    for _ in range(3):  # a garbage collection or a neighbour may have taken part
        least = _seconds(work, text(small), 3)
        if most < WORSE * least:
            return None
        most = min(most, _seconds(work, larger, 1))
    return most / least


def _seconds(work: Callable[[str], object], text: str, times: int) -> float:
    best = float("inf")
    for _ in range(times):
        began = time.thread_time()
        work(text)
        best = min(best, time.thread_time() - began)
    return best
