"""From the decoder's entries to words."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.emulators.speech.diarization import Turn
from pipelines.emulators.speech.recognition import LONGEST, Recogniser, Word, passages, pcm, spoken
from pipelines.emulators.speech.transcribe import punctuated


@pytest.mark.parametrize(
    ("entry", "word"),
    [("read(2)", "read"), ("isn't", "isn't"), ("<sil>", ""), ("</s>", ""), ("[NOISE]", ""), ("++UM++", "")],
)
def test_entries_of_the_dictionary(entry: str, word: str) -> None:
    assert spoken(entry) == word


def test_short_turns_are_decoded_whole() -> None:
    assert passages(Turn("A", 1, 0, LONGEST, ((0, 500), (600, LONGEST)))) == [(0, LONGEST)]


def test_long_turns_are_cut_at_pauses_and_then_at_equal_lengths() -> None:
    turn = Turn("A", 1, 0, 5000, ((0, 900), (1000, 5000)))
    assert passages(turn) == [(0, 900), (1000, 3000), (3000, 5000)]


def test_sentences_begin_large_and_end_with_a_stop() -> None:
    words = [Word(text, 0, 1, 0.5) for text in ("what", "i", "said", "i'm", "done")]
    assert [word.text for word in punctuated(words)] == ["What", "I", "said", "I'm", "done."]
    assert [word.text for word in punctuated(words[:1])] == ["What."]


def test_quiet_sound_is_raised_and_silence_stays() -> None:
    raised = np.frombuffer(pcm(np.array([0.0, 0.1, -0.1])), "<i2")
    assert raised.tolist() == [0, 22936, -22936]
    assert pcm(np.zeros(3)) == bytes(6)


def test_past_the_limit_nothing_is_recognised() -> None:
    recogniser = Recogniser(most_seconds=1.0)
    turn = Turn("A", 1, 0, 100, ((0, 100),))
    assert recogniser.words(np.zeros(16000), turn) is not None
    assert recogniser.words(np.zeros(16000), turn) is None
