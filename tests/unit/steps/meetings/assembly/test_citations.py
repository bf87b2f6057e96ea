"""Quotes are looked up in the turn they name, else anywhere; what is nowhere is dropped and counted."""

from __future__ import annotations

from steps.meetings.assembly.citations import Citations
from steps.meetings.transcripts.captions import read_captions
from steps.meetings.transcripts.transcript import written
from steps.meetings.wire import Cite

TRANSCRIPT = written(
    [
        ("Ana", "I think that is fine.", None, None),
        ("Tom", "I think that is fine.", None, None),
        ("Ana", "Then we move the release to the sixth of April, with the maps.", None, None),
    ]
)


def test_the_named_turn_comes_first() -> None:
    citations = Citations(TRANSCRIPT)
    for turn in (0, 1):
        [piece] = citations.evidence([Cite(turn=turn, quote="I think that is fine.")])
        assert piece.turn == turn
        assert TRANSCRIPT.source[piece.start : piece.end] == piece.quote
    assert citations.grounding.found == 2


def test_a_quote_from_another_turn_is_shown_with_its_own() -> None:
    [piece] = Citations(TRANSCRIPT).evidence([Cite(turn=0, quote="the sixth of April")])
    assert piece.turn == 2


def test_a_turn_that_is_not_there_does_no_harm() -> None:
    [piece] = Citations(TRANSCRIPT).evidence([Cite(turn=99, quote="the sixth of April")])
    assert piece.turn == 2


def test_a_near_miss_is_shown_in_the_words_of_the_turn() -> None:
    citations = Citations(TRANSCRIPT)
    [piece] = citations.evidence(
        [Cite(turn=2, quote="Then we move the realease to the sixth of April, with the maps.")]
    )
    assert "release" in piece.quote
    assert citations.grounding.repaired == 1


def test_what_nobody_said_is_dropped() -> None:
    citations = Citations(TRANSCRIPT)
    assert citations.evidence([Cite(turn=0, quote="Nobody ever said this sentence here")]) == []
    assert citations.grounding.dropped == 1


def test_the_same_passage_counts_once_and_passages_stand_in_order() -> None:
    cites = [
        Cite(turn=2, quote="Then we move the release"),
        Cite(turn=0, quote="I think that is fine."),
        Cite(turn=2, quote="Then we move the release"),
    ]
    assert [piece.turn for piece in Citations(TRANSCRIPT).evidence(cites)] == [0, 2]


def test_a_quote_over_two_cues_is_two_pieces_of_one_turn() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Then we move</v>\n\n"
        "00:02.000 --> 00:03.000\n<v Ana>the release.</v>\n"
    )
    pieces = Citations(read_captions(text)).evidence([Cite(turn=0, quote="Then we move the release.")])
    assert [(piece.quote, piece.turn) for piece in pieces] == [("Then we move", 0), ("the release.", 0)]
    assert all(text[piece.start : piece.end] == piece.quote for piece in pieces)
