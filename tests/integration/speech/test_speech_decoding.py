"""WAV files of every width and rate are the same sound; what is none ends in the provider's words."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from pipelines.emulators.speech.audio import RATE, Samples, UndecodableAudio, load


def wav(path: Path, samples: Samples, *, rate: int, width: int) -> Path:
    scaled = (samples * (2 ** (8 * width - 1) - 1)).astype(np.int64)
    if width == 1:
        data = (scaled + 128).astype(np.uint8).tobytes()
    else:
        data = b"".join(int(sample).to_bytes(width, "little", signed=True) for sample in scaled)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(data)
    path.write_bytes(file.getvalue())
    return path


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_any_width_and_rate_is_the_same_sound(tmp_path: Path, width: int, rate: int) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    decoded = load(wav(tmp_path / "a.wav", tone, rate=rate, width=width))
    assert decoded.seconds == 1.0
    assert decoded.band == min(rate, RATE) / 2
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    middle = slice(100, -100)
    assert np.abs(decoded.mono[: RATE - 8][middle] - expected[: RATE - 8][middle]).max() < 0.05


def test_text_and_broken_wav_are_unheard(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear Sir or Madam")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "broken").write_bytes(b"RIFF\x24\x00\x00\x00WAVE" + bytes(range(200)))
    for name in ("letter", "empty", "broken"):
        with pytest.raises(UndecodableAudio, match="Transcoding failed"):
            load(tmp_path / name)


def test_too_short_is_unheard(tmp_path: Path) -> None:
    with pytest.raises(UndecodableAudio, match="too short"):
        load(wav(tmp_path / "a.wav", np.zeros(1000), rate=16000, width=2))
