"""Make speaker-separation.wav: two invented people talk about a garden, spoken by espeak-ng (Debian package espeak-ng).

`python -m pipelines.samples.generators.recording_sample [FILE]`. The words are ours, so is the recording; do with it as
you like. The voices are synthetic: good for telling speakers apart, too flat for the emulator's word recognition.
"""

from __future__ import annotations

import subprocess
import sys
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

RATE = 16000  # samples per second
PAUSE = 0.7  # seconds between two turns
SILENCE = 200  # of 32767; espeak's own margins are quieter
VOICES = {
    "gardener": ("en-us+m3", 28, 150),
    "neighbour": ("en-us+f2", 62, 150),
}  # voice, pitch, words per minute
LINES = (
    ("gardener", "Good morning. The apple trees need water before noon."),
    ("neighbour", "I can bring the long hose after breakfast."),
    ("gardener", "Thank you. And who will feed the rabbits?"),
    ("neighbour", "My daughter does it every day at four."),
)


def spoken(voice: str, text: str, folder: Path) -> NDArray[np.int16]:
    """The line at RATE, without espeak's margins of silence."""
    name, pitch, speed = VOICES[voice]
    file = folder / "line.wav"
    command = ["espeak-ng", "-v", name, "-p", str(pitch), "-s", str(speed), "-w", str(file), text]
    subprocess.run(command, check=True)
    with wave.open(str(file), "rb") as line:
        rate = line.getframerate()
        samples = np.frombuffer(line.readframes(line.getnframes()), "<i2").astype(np.float64)
    places = np.arange(int(len(samples) * RATE / rate)) * (rate / RATE)
    samples = np.interp(places, np.arange(len(samples)), samples)
    loud = np.flatnonzero(np.abs(samples) > SILENCE)
    return np.asarray(samples[loud[0] : loud[-1] + 1], "<i2")


def main(path: Path) -> None:
    pause = np.zeros(int(PAUSE * RATE), "<i2")
    with TemporaryDirectory() as folder:
        parts = [pause] + [part for who, text in LINES for part in (spoken(who, text, Path(folder)), pause)]
    whole = np.concatenate(parts) + np.random.default_rng(1).normal(
        0, 6, sum(map(len, parts))
    )  # a quiet room
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(whole.astype("<i2").tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "speaker-separation.wav")
