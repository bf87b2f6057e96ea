"""How much longer a piece of work takes on four times the text; the machine's speed plays no part in it."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FLOOR = 0.03  # seconds of work below which nothing is said
WORSE = 11.0  # four times the text takes four times the work, or more beside other work; the square would be sixteen
_SIZES = (625, 2_500, 10_000, 40_000)
_QUICK = 0.001
_ENDLESS = 2.0  # seconds of one expression for a text; work in proportion takes a hundredth of them


class _TooLong(BaseException):
    """No Exception: nothing that is measured may catch it."""


def worse_than_linear(
    work: Callable[[str], object], text: Callable[[int], str], endless: float = _ENDLESS
) -> float | None:
    """How many times longer the work takes on four times the characters, where that is too much.

    10,000 and 40,000 are compared. What is quick on 2,500, or grew in proportion up to there, is not tried further:
    so a thousand expressions take a minute. What does not end within `endless` seconds is cut off, and counts as
    endlessly worse.
    """
    tiny, small, medium, large = map(text, _SIZES)
    before, quick = seconds(work, tiny, endless), seconds(work, small, endless)
    if quick < _QUICK or (quick < 5 * before and quick < FLOOR):
        return None
    if quick == math.inf:
        return _grown(work, tiny, small, endless)
    if (longer := seconds(work, medium, endless)) == math.inf:
        return _grown(work, small, medium, endless)
    return _grown(work, medium, large, endless) if longer > 5 * quick or longer > FLOOR else None


def _grown(work: Callable[[str], object], small: str, large: str, endless: float) -> float | None:
    """As told by the quickest of several tries: a garbage collection or a neighbour may have taken part in one."""
    most, least = seconds(work, large, endless), seconds(work, small, endless)
    if most == math.inf:
        return most
    for _ in range(2):
        most = min(most, seconds(work, large, endless))
        least = min(least, seconds(work, small, endless))
        if most < FLOOR or most < WORSE * least:
            return None
    return most / least


def seconds(work: Callable[[str], object], text: str, limit: float) -> float:
    """Of the processor; infinite where it was cut off after so many."""
    began = time.process_time()
    try:
        with _ending_after(limit):
            work(text)
    except _TooLong:
        return math.inf
    return time.process_time() - began


@contextmanager
def _ending_after(limit: float) -> Iterator[None]:
    """By a clock that only runs while this process works; the engine of expressions looks for its signal."""

    def end(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
