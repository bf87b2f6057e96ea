"""Windows cover a text without gaps, end where people would cut, and are asked in parallel but only once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.core.errors import PermanentError, TemporaryError
from steps.core.text.windows import Window, in_parallel, tokens, windows
from tests.support.waiting import PATIENCE

CLAUSE = "The parties agree that nothing in this clause limits their rights under the law.\n\n"
texts = st.text(alphabet="ab .\n\u00e9\U0001f600", max_size=3000)


def test_a_short_text_is_one_window() -> None:
    assert windows("Short.", 100) == [Window(0, 1, 0, 6)]
    assert windows("", 100) == [Window(0, 1, 0, 0)]


@given(texts, st.integers(10, 200))
def test_windows_cover_the_text_and_keep_their_size(text: str, size: int) -> None:
    found = windows(text, size)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert [window.number for window in found] == list(range(len(found)))
    assert all(window.total == len(found) and tokens(window.of(text)) <= size for window in found)
    for one, next_one in itertools.pairwise(found):
        assert one.start < next_one.start <= one.end < next_one.end


def test_windows_overlap_and_end_with_a_paragraph() -> None:
    text = CLAUSE * 60
    found = windows(text, 300)
    assert 5 <= len(found) <= 7
    assert all(window.of(text).endswith(".\n\n") for window in found[:-1])
    for one, next_one in itertools.pairwise(found):
        assert 0 < one.end - next_one.start <= 0.11 * (one.end - one.start)


def test_windows_are_about_equally_long() -> None:
    lengths = [window.end - window.start for window in windows(CLAUSE * 60, 300)]
    assert min(lengths) > 0.5 * max(lengths)


def test_the_borders_of_clauses_come_first() -> None:
    text = CLAUSE * 60
    borders = list(range(0, len(text), 200))
    assert all(window.end in borders for window in windows(text, 300, borders)[:-1])


def asked(
    ask: Callable[[Window], int],
    count: int = 8,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[int]:
    return in_parallel(ask, [Window(number, count, number, number + 1) for number in range(count)], progress)


def test_answers_come_in_the_order_of_the_windows_with_four_in_flight() -> None:
    four, seen = threading.Barrier(4, timeout=PATIENCE), []

    def ask(window: Window) -> int:
        four.wait()  # passes only when four are asked at the same time
        return window.number

    assert asked(ask, progress=lambda done, total: seen.append((done, total))) == list(range(8))
    assert seen == [(done, 8) for done in range(1, 9)]


def test_after_an_error_no_further_window_is_begun() -> None:
    begun: list[int] = []
    failed = threading.Event()

    def ask(window: Window) -> int:
        begun.append(window.number)
        if window.number == 0:
            failed.set()
            raise TemporaryError("provider_overloaded", "try again")
        failed.wait(PATIENCE)
        return window.number

    with pytest.raises(TemporaryError):
        asked(ask, count=40)
    assert len(begun) < 40


def test_a_permanent_error_comes_before_a_temporary_one() -> None:
    both = threading.Barrier(2, timeout=PATIENCE)

    def ask(window: Window) -> int:
        both.wait()
        if window.number:
            raise PermanentError("model_refused", "no")
        raise TemporaryError("provider_overloaded", "try again")

    with pytest.raises(PermanentError):
        asked(ask, count=2)
