"""How well the emulator tells people apart on real speech: diarization error rate, 250 ms around borders left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.emulators.speech.audio import load
from pipelines.emulators.speech.diarization import turns_of
from tests.eval.diarization import error_rate

SPEECH = Path(__file__).resolve().parents[4] / "shared" / "data" / "speech"
pytestmark = pytest.mark.skipif(
    not SPEECH.is_dir(), reason="the recordings in ../shared/data/speech are not here"
)


def measured(name: str, speakers: int | None) -> float:
    dialogue = json.loads((SPEECH / "truth.json").read_text())["dialogues"][name]
    truth = [(one["speaker"], one["start_ms"] // 10, one["end_ms"] // 10) for one in dialogue["utterances"]]
    turns = turns_of(load(SPEECH / name), speakers=speakers, multichannel=False, labels=True)
    return error_rate(truth, [(turn.speaker, turn.start, turn.end) for turn in turns])


@pytest.mark.parametrize(
    ("name", "most"),
    [("dialogue_1_mono.wav", 0.02), ("dialogue_2_stereo.wav", 0.0), ("dialogue_3_digits_8khz.wav", 0.06)],
)
def test_error_rate_with_the_number_of_speakers_given(name: str, most: float) -> None:
    assert measured(name, 2) <= most


def test_the_measure_itself() -> None:
    truth = [("A", 0, 1000), ("B", 1000, 2000)]
    assert error_rate(truth, [("x", 0, 1000), ("y", 1000, 2000)]) == 0
    assert error_rate(truth, [("x", 0, 2000)]) == pytest.approx(0.5)
    assert error_rate(truth, [("x", 0, 1000)]) == pytest.approx(0.5)
    assert error_rate(truth, [("x", 0, 1500), ("y", 1500, 2000)]) == pytest.approx(0.25)
