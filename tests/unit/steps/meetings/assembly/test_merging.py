"""Items of several windows become one list: what overlaps or reads alike is one, what differs stays two."""

from __future__ import annotations

from steps.core.models import Evidence
from steps.meetings.assembly.merging import GroundedItem, merged, surest


def found(text: str, start: int, window: int = 0, sure: float = 0.5) -> GroundedItem[str]:
    return GroundedItem(
        text, [Evidence(quote="x" * 20, start=start, end=start + 20, turn=start // 100)], window, sure
    )


def texts(items: list[GroundedItem[str]]) -> list[str]:
    return [item.wire for item in items]


def test_two_windows_that_saw_the_same_words_are_one_and_the_surer_wins() -> None:
    one = merged([found("Send the offer", 100, 0, 0.6), found("Mail our proposal", 110, 1, 0.9)], str)
    assert texts(one) == ["Mail our proposal"]
    assert [(piece.start, piece.end) for piece in one[0].evidence] == [(100, 120), (110, 130)]


def test_two_things_in_one_window_stay_two_even_in_the_same_words() -> None:
    assert len(merged([found("Send the offer", 100), found("Book the large room", 110)], str)) == 2


def test_what_reads_alike_is_one_wherever_it_is_said() -> None:
    one = merged([found("We skip the titanium case.", 100), found("Skip the titanium case!", 9000)], str)
    assert texts(one) == ["We skip the titanium case."]
    assert [piece.start for piece in one[0].evidence] == [100, 9000]


def test_unless_it_differs_otherwise() -> None:
    items = [found("Send the offer", 100), found("Send the offer", 9000)]
    assert len(merged(items, str, lambda one, other: True)) == 2


def test_words_that_say_nothing_are_compared_whole() -> None:
    assert len(merged([found("Do it", 100), found("Get that", 9000)], str)) == 2


def test_the_surest_come_first_and_of_equally_sure_ones_the_earlier() -> None:
    items = [found("c", 300, sure=0.5), found("a", 100, sure=0.5), found("b", 200, sure=0.9)]
    assert texts(surest(items, 2)) == ["b", "a"]
