"""Long documents in windows: cut at natural borders, overlapping, asked in parallel, each paid for once."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TypeVar

from steps.core.errors import PermanentError

T = TypeVar("T")

BYTES_PER_TOKEN = 3.5  # an estimate with room: English prose has about 4 bytes of UTF-8 to a token
OVERLAP = 0.1  # share of a window that its neighbour reads too, so that no clause is only seen in halves
PARALLEL = 4  # windows in flight; more would meet the provider's limits, not its answers
_SLACK = 0.25  # share of a window that may be given up for a better border
_BORDERS = (re.compile(r"\n[^\S\n]*\n"), re.compile(r"\n"), re.compile(r"[.;:!?]\s"), re.compile(r"\s"))


@dataclass(frozen=True)
class Window:
    """Characters `start` to `end` of a document, as window `number` (from 0) of `total`."""

    number: int
    total: int
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def tokens(text: str) -> int:
    """About how many tokens a model counts; the exact tables would have to be fetched."""
    return _tokens(len(text.encode()))


def _tokens(size: int) -> int:
    return math.ceil(size / BYTES_PER_TOKEN)


def windows(text: str, size: int, borders: Sequence[int] = (), overlap: float = OVERLAP) -> list[Window]:
    """Windows of at most `size` tokens that cover the text, all about equally long.

    A window ends at one of `borders` (ascending offsets of what belongs together, such as clauses) if one is
    near, else at an empty line, line end, sentence end or space.
    """
    left = len(text.encode())  # bytes from `start` to the end
    whole = _tokens(left)
    if whole <= size:
        return [Window(0, 1, 0, len(text))]
    count = math.ceil((whole - overlap * size) / (size * (1 - overlap)))
    spans: list[tuple[int, int]] = []
    start = 0
    while True:
        share = (_tokens(left) - 1) / max(1, count - len(spans))
        room = min(size, math.ceil(share * (1 + overlap + _SLACK / 2)))
        longest = start + _chars(text, start, room)
        if longest >= len(text):
            spans.append((start, len(text)))
            break
        end = _border(text, longest - int(_SLACK * (longest - start)), longest, borders)
        spans.append((start, end))
        back = int(overlap * (end - start))
        begun, start = start, max(_border(text, end - back, end - back // 2, borders), start + 1)
        left -= len(text[begun:start].encode())
    return [Window(number, len(spans), *span) for number, span in enumerate(spans)]


def in_parallel(
    ask: Callable[[Window], T],
    windows: Sequence[Window],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[T]:
    """`ask` of each window, at most four at a time, in the windows' order.

    Let `ask` name the window's number as the question's part, so each has its own ledger row. After an error no
    further window is begun, and those in flight are let finish and recorded. Errors: a PermanentError before
    any other, else that of the earliest window.
    """
    with ThreadPoolExecutor(min(PARALLEL, len(windows)), thread_name_prefix="window") as pool:
        futures = [pool.submit(ask, window) for window in windows]
        done = 0
        for future in as_completed(futures):
            if future.cancelled() or future.exception() is not None:
                for other in futures:
                    other.cancel()
            else:
                done += 1
                progress(done, len(windows))
    _raise_worst(futures)
    return [future.result() for future in futures]


def _raise_worst(futures: Sequence[Future[T]]) -> None:
    errors = [error for future in futures if not future.cancelled() and (error := future.exception())]
    for error in errors:
        if isinstance(error, PermanentError):
            raise error
    if errors:
        raise errors[0]


def _chars(text: str, start: int, size: int) -> int:
    """How many characters from `start` on fit into `size` tokens; at least one."""
    room = int(size * BYTES_PER_TOKEN)
    return max(1, len(text[start : start + room].encode()[:room].decode(errors="ignore")))


def _border(text: str, low: int, high: int, borders: Sequence[int]) -> int:
    """The last best border in low..high, or `high` itself."""
    at = bisect_right(borders, high) - 1
    if at >= bisect_left(borders, low) and borders[at] > 0:
        return borders[at]
    for pattern in _BORDERS:
        ends = [match.end() for match in pattern.finditer(text, low, high)]
        if ends:
            return ends[-1]
    return high
