"""Who speaks when, on sounds made here: noise shaped like voices, tones, silence."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.emulators.speech import features, voice_activity
from pipelines.emulators.speech.audio import RATE, Audio, Samples, resampled
from pipelines.emulators.speech.diarization import turns_of

RANDOM = np.random.default_rng(7)


def speaking(seconds: float, pitch: float, formant: float) -> Samples:
    """A buzz of `pitch` Hz through one resonance, louder and softer four times a second like syllables."""
    time = np.arange(int(seconds * RATE)) / RATE
    source = sum(np.cos(2 * np.pi * pitch * n * time) * np.exp(-(((pitch * n - formant) / 400) ** 2))
                 for n in range(1, int(4000 / pitch)))  # fmt: skip
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * time)
    return np.asarray(0.2 * syllables * source / np.abs(source).max() + RANDOM.normal(0, 1e-3, len(time)))


def pause(seconds: float) -> Samples:
    return RANDOM.normal(0, 1e-4, int(seconds * RATE))


def audio(*channels: Samples) -> Audio:
    rows = np.stack(channels)
    return Audio(rows, rows.shape[1] / RATE, RATE / 2)


def deep(seconds: float = 2.0) -> Samples:
    return speaking(seconds, 100, 600)


def high(seconds: float = 2.0) -> Samples:
    return speaking(seconds, 210, 1400)


def test_two_voices_in_one_channel() -> None:
    sound = np.concatenate(
        [pause(0.5), deep(), pause(0.7), high(), pause(0.7), deep(), pause(0.4), high(), pause(0.5)]
    )
    turns = turns_of(audio(sound), speakers=2, multichannel=False, labels=True)
    assert [turn.speaker for turn in turns] == ["A", "B", "A", "B"]
    assert [round(turn.start / 100, 1) for turn in turns] == pytest.approx([0.5, 3.2, 5.9, 8.3], abs=0.1)
    assert [round(turn.end / 100, 1) for turn in turns] == pytest.approx([2.5, 5.2, 7.9, 10.3], abs=0.1)


def test_a_change_of_voice_without_a_pause_is_found() -> None:
    turns = turns_of(audio(np.concatenate([pause(0.4), deep(3), high(3), pause(0.4)])), speakers=2,
                     multichannel=False, labels=True)  # fmt: skip
    assert [turn.speaker for turn in turns] == ["A", "B"]
    assert turns[0].end == turns[1].start == pytest.approx(340, abs=10)


def test_one_speaker_expected_is_one_speaker() -> None:
    sound = np.concatenate([deep(), pause(0.7), high()])
    turns = turns_of(audio(sound), speakers=1, multichannel=False, labels=True)
    assert {turn.speaker for turn in turns} == {"A"}


def test_short_pauses_stay_inside_a_turn() -> None:
    sound = np.concatenate([pause(0.4), deep(), pause(0.5), deep(), pause(0.9), deep(), pause(0.4)])
    turns = turns_of(audio(sound), speakers=1, multichannel=False, labels=True)
    assert [len(turn.parts) for turn in turns] == [2, 1]


def test_a_speaker_on_each_channel() -> None:
    left = np.concatenate([pause(0.5), deep(), pause(3.5)])
    right = np.concatenate([pause(2.0), high(), pause(2.0)])
    for multichannel, names in ((True, ["1", "2"]), (False, ["A", "B"])):
        turns = turns_of(
            audio(left, right), speakers=None, multichannel=multichannel, labels=not multichannel
        )
        assert [(turn.speaker, turn.channel) for turn in turns] == list(zip(names, (1, 2), strict=True))
        assert turns[0].end > turns[1].start + 40  # both speak at once for half a second


def test_crosstalk_is_not_a_second_speaker() -> None:
    left = np.concatenate([pause(0.5), deep(), pause(3.0)])
    right = np.concatenate([pause(3.0), high(), pause(0.5)])
    turns = turns_of(
        audio(left + 0.05 * right, right + 0.05 * left), speakers=None, multichannel=False, labels=True
    )
    assert [turn.speaker for turn in turns] == ["A", "B"]


def test_channels_with_the_same_conversation_are_told_apart_by_voice() -> None:
    sound = np.concatenate([pause(0.5), deep(), pause(0.7), high(), pause(0.5)])
    turns = turns_of(audio(sound, 0.8 * sound), speakers=2, multichannel=False, labels=True)
    assert [(turn.speaker, turn.channel) for turn in turns] == [("A", 1), ("B", 1)]


def test_labels_within_channels() -> None:
    left = np.concatenate([pause(0.5), deep(), pause(0.7), high(), pause(0.5)])
    turns = turns_of(audio(left, pause(len(left) / RATE)), speakers=2, multichannel=True, labels=True)
    assert [turn.speaker for turn in turns] == ["1A", "1B"]


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(RATE),
        pause(1.0),
        0.3 * np.sin(np.arange(RATE) * 0.2),
        np.zeros(100),
        RANDOM.normal(0, 0.1, RATE),
    ],
)
def test_nobody_speaks_in_silence_noise_or_a_tone(sound: Samples) -> None:
    assert turns_of(audio(sound), speakers=2, multichannel=False, labels=True) == []


def test_pitch_is_measured() -> None:
    for pitch in (90.0, 140.0, 220.0, 300.0):
        measured = np.exp(np.nanmedian(features.log_pitch(speaking(1.0, pitch, 800))))
        assert measured == pytest.approx(pitch, rel=0.03)


def test_noise_has_no_pitch() -> None:
    assert np.isnan(features.log_pitch(RANDOM.normal(0, 0.1, RATE))).mean() > 0.95


def test_spans_join_over_pauses_and_drop_clicks() -> None:
    speech = np.zeros(200, bool)
    speech[10:40] = speech[60:90] = speech[150:155] = True
    assert voice_activity.spans(speech) == [(10, 90)]
    assert voice_activity.spans(speech, pause=5) == [(10, 40), (60, 90)]


def test_what_is_above_the_new_band_does_not_fold_back() -> None:
    high_tone = np.sin(2 * np.pi * 15000 * np.arange(48000) / 48000)[None, :]
    assert np.abs(resampled(high_tone, 48000)[0, 200:-200]).max() < 0.02
