"""Plain text: the usual layouts, continued lines, headings, and texts that are no transcripts."""

from __future__ import annotations

import pytest

from steps.core.errors import PermanentError
from steps.meetings.transcripts.plain import read_plain
from steps.meetings.transcripts.transcript import Transcript


def turns(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def test_a_line_per_turn_and_lines_that_go_on() -> None:
    transcript = read_plain("Ana: Hello.\n   and more\n\nTom: Hi.\nAna: Bye.\n")
    assert turns(transcript) == [("Ana", "Hello. and more"), ("Tom", "Hi."), ("Ana", "Bye.")]
    assert [piece.quote for piece in transcript.evidence(0, 15)] == ["Hello.", "and more"]


def test_name_and_time_above_the_words() -> None:
    transcript = read_plain("Ana Ruiz  0:03\nHello there.\nSecond line: yes.\n\nTom Becker  0:10\nHi.\n")
    assert turns(transcript) == [("Ana Ruiz", "Hello there. Second line: yes."), ("Tom Becker", "Hi.")]
    assert [turn.start_ms for turn in transcript.turns] == [3_000, 10_000]


def test_captions_as_zoom_saves_them() -> None:
    text = (
        "[Ines Vogt] 10:02:13\nHello everyone.\n\n[Tarik Bose] 10:02:20\nHi.\nWe start.\n\n"
        "[Ines Vogt] 10:02:30\nGood.\n"
    )
    found = [(turn.speaker, turn.text) for turn in read_plain(text).turns]
    assert found == [
        ("Ines Vogt", "Hello everyone."),
        ("Tarik Bose", "Hi. We start."),
        ("Ines Vogt", "Good."),
    ]


def test_who_wrote_the_transcript_says_nothing_in_it() -> None:
    text = "Ines Vogt: Hello.\nTarik Bose: It was transcribed by hand.\n\nTranscribed by https://otter.ai\n"
    assert [turn.text for turn in read_plain(text).turns] == ["Hello.", "It was transcribed by hand."]


def test_title_and_date_above_the_first_turn() -> None:
    transcript = read_plain(
        "Weekly sync\nDate: 12 March 2026\nAttendees: Ana, Tom\n\nAna: Hi.\nTom: Hi.\nAna: So.\n"
    )
    assert (transcript.title, str(transcript.day)) == ("Weekly sync", "2026-03-12")
    assert len(transcript.turns) == 3


def test_a_colon_in_what_is_said_names_nobody() -> None:
    transcript = read_plain(
        "Ana: Hello.\nNote: this is a note.\nthe point is: we wait\nTom: Hi.\nAna: Bye.\n"
    )
    assert {turn.speaker for turn in transcript.turns} == {"Ana", "Tom"}


def test_small_letters_are_names_if_they_come_again() -> None:
    assert turns(read_plain("ana: hello\ntom: hi\nana: bye\ntom: bye\n"))[1] == ("tom", "hi")


def test_windows_line_ends_and_a_mark_at_the_beginning() -> None:
    transcript = read_plain("\ufeffAna: Hello.\r\nTom: Hi.\r\nAna: Bye.\r\n")
    assert turns(transcript)[0] == ("Ana", "Hello.")
    assert transcript.evidence(0, 6)[0].quote == transcript.source[6:12] == "Hello."


@pytest.mark.parametrize(
    "text",
    [
        "A story.\n\nIt has no speakers at all, and goes on for a while.\n\nThe end.\n",
        "A report on the year.\nNote: it was long.\nMore lines of text.\nAnd more.\nUpdate: it is over.\nYes.\nNo.\n",
        "Ana: alone\n",
    ],
)
def test_a_text_without_speakers_is_refused(text: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read_plain(text)
    assert caught.value.code == "unsupported_document"
    assert "Name: words" in caught.value.message
