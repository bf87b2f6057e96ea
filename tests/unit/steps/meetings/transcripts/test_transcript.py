"""Turns and the way back to the source: every passage of a turn is shown in the source's own characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steps.meetings.transcripts.transcript import (
    UNKNOWN,
    Line,
    Transcript,
    count_words,
    turn_of,
    without_markers,
    written,
)


def test_turns_without_a_document_become_lines() -> None:
    transcript = written([("Ana", "Hello there.", 0, 900), ("Tom", "Hi.", 900, None)])
    assert transcript.source == "Ana: Hello there.\nTom: Hi.\n"
    assert transcript.spoken == "Hello there.\nHi."
    assert not transcript.from_document
    assert [(turn.number, turn.speaker, turn.start_ms, turn.end_ms) for turn in transcript.turns] == [
        (0, "Ana", 0, 900),
        (1, "Tom", 900, None),
    ]


def test_who_has_no_name_is_unknown() -> None:
    assert written([("  ", "Hello.", None, None)]).turns[0].speaker == UNKNOWN


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_a_turn_is_one_line_and_stands_in_the_source(texts: list[str]) -> None:
    transcript = written([("Ana", text, None, None) for text in texts])
    assert transcript.spoken.count("\n") == len(texts) - 1
    for turn in transcript.turns:
        for piece in turn.pieces:
            assert transcript.source[piece.start : piece.end] == turn.text


def test_evidence_knows_its_turn_and_its_place() -> None:
    transcript = written([("Ana", "Hello there.", None, None), ("Tom", "Good morning.", None, None)])
    [piece] = transcript.evidence(18, 25)
    assert (piece.quote, piece.turn) == ("morning", 1)
    assert transcript.source[piece.start : piece.end] == "morning"


def test_a_passage_over_two_turns_is_two_pieces() -> None:
    transcript = written([("Ana", "Hello there.", None, None), ("Tom", "Good morning.", None, None)])
    pieces = transcript.evidence(6, 17)
    assert [(piece.quote, piece.turn) for piece in pieces] == [("there.", 0), ("Good", 1)]


def test_a_passage_over_two_stretches_of_the_source_is_two_pieces() -> None:
    source = "Hello 00:01 there"
    turn = turn_of(0, [Line("Ana", (("Hello", 0, 5),)), Line("Ana", (("there", 12, 17),))])
    transcript = Transcript(source, [turn])
    assert turn.text == "Hello there"
    assert [piece.quote for piece in transcript.evidence(0, 11)] == ["Hello", "there"]
    assert [piece.quote for piece in transcript.evidence(3, 8)] == ["lo", "th"]


def test_characters_written_otherwise_are_shown_as_the_source_writes_them() -> None:
    source = "R&amp;D pays"
    turn = turn_of(0, [Line("Ana", (("R", 0, 1), ("&", 1, 6), ("D pays", 6, 12)))])
    transcript = Transcript(source, [turn])
    assert turn.text == "R&D pays"
    assert [piece.quote for piece in transcript.evidence(0, 3)] == ["R&amp;D"]


def test_a_tag_between_words_does_not_part_them() -> None:
    source = "Hello <i>all</i> of you"
    turn = turn_of(0, [Line("Ana", (("Hello", 0, 5), ("all", 9, 12), ("of you", 17, 23)))])
    assert [piece.quote for piece in Transcript(source, [turn]).evidence(0, 16)] == [source]


def test_markers_are_no_words() -> None:
    assert count_words("[no words]") == 0
    assert count_words("So {vocalsound} we (laughs) start [door slams]") == 3
    assert without_markers("(see page 4)") == "(see page 4)"
