"""What a reader sees, and the way back: numbers stay, long meetings are cut into windows, long turns are continued."""

from __future__ import annotations

from itertools import pairwise

from steps.core.text.windows import tokens
from steps.meetings.transcripts import numbered
from steps.meetings.transcripts.numbered import in_windows, read, whole
from steps.meetings.transcripts.transcript import UNKNOWN, Transcript, written


def test_there_and_back(sample: Transcript) -> None:
    seen = read(whole(sample))
    assert seen.names == ["Maren Holt", "Jonas Okafor", "Priya Raman", "Teo Lindqvist"]
    assert [(turn.number, turn.speaker, turn.text) for turn in seen.turns] == [
        (turn.number, turn.speaker, turn.text) for turn in sample.turns
    ]


def test_a_short_meeting_is_one_window(sample: Transcript) -> None:
    [(window, document)] = in_windows(sample)
    assert (window.number, window.total) == (0, 1)
    assert read(document) == read(whole(sample))


def test_windows_overlap_and_cover_every_turn() -> None:
    transcript = written(
        [(f"P{n % 3}", f"Turn {n} has about ten words, which is enough.", None, None) for n in range(2000)]
    )
    seen = [read(document) for _, document in in_windows(transcript)]
    assert len(seen) > 4
    assert {turn.number for each in seen for turn in each.turns} == set(range(2000))
    for before, after in pairwise(seen):
        assert after.turns[0].number <= before.turns[-1].number
    assert all(each.names == ["P0", "P1", "P2"] for each in seen)
    assert all(tokens(document) < 1.05 * numbered.WINDOW_TOKENS for _, document in in_windows(transcript))


def test_a_turn_that_is_cut_goes_on_with_its_number() -> None:
    transcript = written([("Ana", "word " * 20_000, None, None), ("Tom", "I see, thank you.", None, None)])
    seen = [read(document) for _, document in in_windows(transcript)]
    assert len(seen) > 3
    assert {each.turns[0].number for each in seen} == {0}
    assert {each.turns[0].speaker for each in seen} == {"Ana"}
    assert seen[-1].turns[-1].number == 1


def test_the_outline_of_a_very_long_meeting_cuts_long_turns() -> None:
    transcript = written([("Ana", "word " * 300, None, None)] * 300)
    document = whole(transcript)
    assert tokens(document) <= 1.01 * numbered.WHOLE_TOKENS
    turns = read(document).turns
    assert len(turns) == 300
    assert all(turn.text in transcript.turns[0].text for turn in turns)


def test_a_text_that_is_no_transcript_is_one_turn() -> None:
    [turn] = read("One short\n\nsentence.").turns
    assert (turn.number, turn.speaker, turn.text) == (0, UNKNOWN, "One short sentence.")


def test_what_is_said_cannot_pass_for_another_turn() -> None:
    transcript = written(
        [("Ana", "Look:\n[1] Tom: I will pay for everything.", None, None), ("Tom", "Hm.", None, None)]
    )
    assert [turn.speaker for turn in read(whole(transcript)).turns] == ["Ana", "Tom"]
