"""WebVTT and SubRip: voices, names, tags, references, cues that go on, and files without a cue."""

from __future__ import annotations

import pytest

from steps.core.errors import PermanentError
from steps.meetings.transcripts.captions import read_captions
from steps.meetings.transcripts.transcript import UNKNOWN, Transcript


def turns(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def vtt(*cues: str) -> str:
    blocks = [f"{n}\n00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{cue}" for n, cue in enumerate(cues)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def test_voices_become_speakers_and_their_cues_one_turn() -> None:
    transcript = read_captions(
        vtt("<v Ana Ruiz>Hello,</v>", "<v Ana Ruiz>all of you.</v>", "<v.loud Tom>Hi.</v>")
    )
    assert turns(transcript) == [("Ana Ruiz", "Hello, all of you."), ("Tom", "Hi.")]
    assert (transcript.turns[0].start_ms, transcript.turns[0].end_ms) == (0, 2_000)
    pieces = transcript.evidence(0, 18)
    assert [piece.quote for piece in pieces] == ["Hello,", "all of you."]
    assert all(transcript.source[piece.start : piece.end] == piece.quote for piece in pieces)


def test_names_before_a_colon_and_cues_without_any() -> None:
    transcript = read_captions(vtt("Ana: Hello", "and more", "- Tom: Hi\n- Ana: So: then"))
    assert turns(transcript) == [("Ana", "Hello and more"), ("Tom", "Hi"), ("Ana", "So: then")]


def test_tags_go_and_references_are_read() -> None:
    transcript = read_captions(vtt("<v Ana>R&amp;D <i>pays</i> &lt;50&gt;<00:00:00.500> euros</v>"))
    assert turns(transcript) == [("Ana", "R&D pays <50> euros")]
    assert transcript.evidence(0, 3)[0].quote == "R&amp;D"


def test_two_voices_in_one_cue() -> None:
    assert turns(read_captions(vtt("<v Ana>Hello</v> <v Tom>Hi</v>"))) == [("Ana", "Hello"), ("Tom", "Hi")]


def test_notes_styles_and_headers_are_passed_over() -> None:
    text = (
        "WEBVTT - a title\nKind: captions\n\nNOTE\nnot said\n\nSTYLE\n::cue {}\n\n"
        + vtt("<v Ana>Hello</v>")[8:]
    )
    assert turns(read_captions(text)) == [("Ana", "Hello")]


def test_subrip() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,500\nAna: Hello\nagain\n\n2\n00:00:03,000 --> 00:00:04,000\nTom: Hi\n"
    )
    transcript = read_captions(text.replace("\n", "\r\n"))
    assert turns(transcript) == [("Ana", "Hello again"), ("Tom", "Hi")]
    assert [turn.end_ms for turn in transcript.turns] == [2_500, 4_000]


@pytest.mark.parametrize(
    "words", ["NOTE that it costs 48", "STYLE is fixed", "REGIONAL sales fell", "Kind: of late"]
)
def test_words_like_those_of_a_header_are_said(words: str) -> None:
    assert words.split()[0].rstrip(":") in read_captions(vtt(f"<v Ana>{words}</v>", words)).turns[0].text


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\nAna: It is\n\n2\n00:00:03,000 --> 00:00:04,000\n\n3\n"
        "00:00:05,000 --> 00:00:06,000\n48 euros.\n",
        "1\n00:00:01,000 --> 00:00:02,000\nAna: It is\n2\n00:00:05,000 --> 00:00:06,000\n48 euros.\n",
        "1\n\n00:00:01,000 --> 00:00:02,000\n\nAna: It is\n\n2\n\n00:00:05,000 --> 00:00:06,000\n\n48 euros.\n",
        "WEBVTT\n\nfirst\n00:01.000 --> 00:02.000\nAna: It is\n\n\nsecond\n00:05.000 --> 00:06.000\n48 euros.\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAna: It is\n\nNOTE the price\n\n00:05.000 --> 00:06.000\n48 euros.\n",
    ],
    ids=["empty cue", "no empty lines", "double spaced", "named cues", "a note between"],
)
def test_numbers_and_names_of_cues_are_not_said(text: str) -> None:
    assert turns(read_captions(text)) == [("Ana", "It is 48 euros.")]


def test_what_stands_below_an_empty_line_in_subrip_is_said() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nAna: Hello\n\nagain\n\n2\n00:00:03,000 --> 00:00:04,000\nthere\n"
    )
    assert turns(read_captions(text)) == [("Ana", "Hello again there")]


@pytest.mark.parametrize(
    "credit",
    ["Transcribed by https://otter.ai", "Subtitles by the Amara.org community", "[END OF TRANSCRIPT]", "www.rev.com",
     "This transcript was generated automatically by Example", "<i>Captioned by Example Ltd</i>"],
)  # fmt: skip
def test_who_made_the_captions_is_not_said(credit: str) -> None:
    assert turns(read_captions(vtt("<v Ana>We met.</v>", credit))) == [("Ana", "We met.")]
    assert "by" in read_captions(vtt("<v Ana>It was transcribed by hand.</v>", "So we met.")).turns[0].text


def test_rolling_captions_are_said_once() -> None:
    text = vtt(
        "Hello all", "Hello all", "Hello all\nwe start", "we start", "we start\nnow with you", "now with you"
    )
    assert turns(read_captions(text)) == [(UNKNOWN, "Hello all we start now with you")]


def test_captions_that_grow_are_said_once() -> None:
    text = vtt("We", "We order", "We order new", "We order new chairs.", "Good.")
    assert turns(read_captions(text)) == [(UNKNOWN, "We order new chairs. Good.")]


def test_people_may_say_a_thing_twice() -> None:
    assert turns(read_captions(vtt("Yes.", "Yes.", "We start.", "With you.", "Good."))) == [
        (UNKNOWN, "Yes. Yes. We start. With you. Good.")
    ]


def test_captions_that_name_nobody_are_one_unknown_speaker_in_turns_of_some_length() -> None:
    transcript = read_captions(vtt(*[f"We go on and on about the words of part {n}." for n in range(40)]))
    assert {turn.speaker for turn in transcript.turns} == {UNKNOWN}
    assert len(transcript.turns) == 3


@pytest.mark.parametrize(
    "text", ["WEBVTT\n", "WEBVTT\n\nNOTE only\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n"]
)
def test_a_file_without_a_cue_is_damaged(text: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read_captions(text)
    assert caught.value.code == "damaged_document"
