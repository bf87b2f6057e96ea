"""Recordings for tests, made here: the sample with its true turns, one speaker per channel, tones and non-audio."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "samples" / "speaker-separation.wav"
# Speaker, begin and end in milliseconds: where make_speaker_separation.py put its lines.
TURNS = (("A", 700, 4045), ("B", 4745, 7295), ("A", 7995, 10775), ("B", 11475, 13847))


def stereo() -> bytes:
    """The sample with each speaker on a channel of their own, the third turn begun before the second ends."""
    with wave.open(str(SAMPLE), "rb") as file:
        rate = file.getframerate()
        samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
    channels = {"A": [0] * len(samples), "B": [0] * len(samples)}
    for number, (speaker, start, end) in enumerate(TURNS):
        shift = 1100 if number >= 2 else 0
        piece = samples[start * rate // 1000 : end * rate // 1000]
        at = (start - shift) * rate // 1000
        channels[speaker][at : at + len(piece)] = piece
    mixed = [sample for pair in zip(channels["A"], channels["B"], strict=True) for sample in pair]
    return wav(mixed, rate=rate, channels=2)


def tone(seconds: float = 1.0, rate: int = 16000) -> bytes:
    """A steady tone: audio in which nobody speaks."""
    return wav(
        [int(8000 * math.sin(at * 2 * math.pi * 440 / rate)) for at in range(int(seconds * rate))], rate=rate
    )


def wav(samples: list[int], *, rate: int = 16000, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()
