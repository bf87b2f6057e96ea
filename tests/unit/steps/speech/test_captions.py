"""Whatever is said by whomever: subtitles read back as they were written."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.speech import captions
from steps.speech.captions import Cue
from steps.speech.models import Utterance, Word

LABELS = st.text(max_size=12)
TEXTS = st.text(max_size=200)
TIMES = st.integers(min_value=0, max_value=36_000_000)


@st.composite
def utterances(draw: st.DrawFn) -> Utterance:
    start = draw(TIMES)
    words, at = [], start
    speaker = draw(LABELS)
    for text in draw(st.lists(st.text(max_size=20), max_size=30)):
        end = at + draw(st.integers(min_value=0, max_value=900))
        words.append(Word(text=text, start_ms=at, end_ms=end, speaker=speaker))
        at = end
    text = " ".join(word.text for word in words) if words else draw(TEXTS)
    return Utterance(speaker=speaker, start_ms=start, end_ms=at + 1, text=text, words=words)


@given(st.lists(utterances(), max_size=5))
def test_srt_and_vtt_read_back(said: list[Utterance]) -> None:
    cues = captions.cues_of(said)
    assert captions.read_srt(captions.srt(cues)) == cues
    assert captions.read_vtt(captions.vtt(cues)) == cues


@given(utterances())
def test_no_word_is_lost(said: Utterance) -> None:
    whole = " ".join(cue.text for cue in captions.cues_of([said]))
    assert whole.split() == said.text.split()


def words(*texts: str, each: int = 400) -> list[Word]:
    return [
        Word(text=text, start_ms=at * each, end_ms=at * each + each - 50, speaker="A")
        for at, text in enumerate(texts)
    ]


def spoken(*texts: str, speaker: str = "A") -> Utterance:
    said = words(*texts)
    return Utterance(speaker=speaker, start_ms=0, end_ms=said[-1].end_ms, text=" ".join(texts), words=said)


def test_cues_are_short_enough_to_read() -> None:
    cues = captions.cues_of([spoken(*["wonderful"] * 60)])
    assert len(cues) > 3
    assert all(len(cue.text) <= captions.LONGEST_CUE for cue in cues)
    assert all(cue.end_ms - cue.start_ms <= captions.LONGEST_MS for cue in cues)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(cues))


def test_srt_as_players_expect_it() -> None:
    assert captions.srt([Cue(3_661_001, 3_662_050, "Hello & <good> day", "Speaker A")]) == (
        "1\n01:01:01,001 --> 01:01:02,050\nSpeaker A: Hello & <good> day\n"
    )


def test_vtt_as_browsers_expect_it() -> None:
    assert captions.vtt([Cue(0, 1500, "a --> b & <i>", "Speaker A"), Cue(1500, 1600, "c")]) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v Speaker A>a --&gt; b &amp; &lt;i&gt;\n"
        "\n00:00:01.500 --> 00:00:01.600\nc\n"
    )


def test_txt_names_time_and_speaker() -> None:
    assert captions.txt([spoken("Good", "day."), spoken("Hello.", speaker="2B")]) == (
        "[0:00:00] Speaker A: Good day.\n[0:00:00] Speaker 2B: Hello.\n"
    )


@pytest.mark.parametrize(
    ("label", "name"), [("A", "Speaker A"), ("a: <b>", "Speaker a b"), ("", "Speaker ?"), ("\n", "Speaker ?")]
)
def test_any_label_can_be_shown(label: str, name: str) -> None:
    assert captions.speaker_name(label) == name


@pytest.mark.parametrize("text", ["2\n00:00:00,000 --> 00:00:01,000\nx\n", "1\nlater\nx\n", "1\nx\n"])
def test_what_is_no_subrip(text: str) -> None:
    with pytest.raises(ValueError, match=r"SubRip|no times"):
        captions.read_srt(text)


def test_what_is_no_webvtt() -> None:
    with pytest.raises(ValueError, match="WEBVTT"):
        captions.read_vtt("1\n00:00.000 --> 00:01.000\nx\n")
