"""How well the emulator tells people apart on real speech: diarization error rate, 250 ms around borders left out."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from pipelines.emulators.speech.audio import load
from pipelines.emulators.speech.diarization import turns_of

SPEECH = Path(__file__).resolve().parents[4] / "shared" / "data" / "speech"
COLLAR = 25  # hundredths of a second

pytestmark = pytest.mark.skipif(
    not SPEECH.is_dir(), reason="the recordings in ../shared/data/speech are not here"
)

Said = list[tuple[str, int, int]]  # speaker, start and end in hundredths of a second


def error_rate(truth: Said, heard: Said) -> float:
    """Missed, invented and confused speech by its true length, under the best naming of speakers (NIST md-eval)."""
    length = max(end for _, _, end in truth + heard) + 1
    counted = np.ones(length, bool)
    for _, start, end in truth:
        for border in (start, end):
            counted[max(0, border - COLLAR) : border + COLLAR] = False
    true, found = _active(truth, length)[:, counted], _active(heard, length)[:, counted]
    found = np.vstack([found, np.zeros((max(0, len(true) - len(found)), found.shape[1]), bool)])
    right = max(
        sum(int((one & found[other]).sum()) for one, other in zip(true, names, strict=True))
        for names in itertools.permutations(range(len(found)), len(true))
    )
    missed_or_confused = np.maximum(true.sum(0), found.sum(0)).sum() - right
    return float(missed_or_confused / true.sum())


def _active(said: Said, length: int) -> np.ndarray:
    names = sorted({name for name, _, _ in said})
    active = np.zeros((len(names), length), bool)
    for name, start, end in said:
        active[names.index(name), start:end] = True
    return active


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
