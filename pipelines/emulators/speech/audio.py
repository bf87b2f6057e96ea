"""From a file to samples: WAV by the standard library, anything else by ffmpeg where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16000  # samples per second that everything else works with
MAX_SECONDS = 4 * 3600.0  # the emulator holds a recording in memory; the real limit is 10 h
SHORTEST = 0.16  # seconds; the provider refuses less
DECODING_SECONDS = 600
# What the standard library raises for a file that is no PCM WAV; RuntimeError where a chunk's length is wrong.
NOT_PCM = (wave.Error, EOFError, RuntimeError)

Samples = NDArray[np.floating[Any]]


class UndecodableAudio(Exception):
    """The recording cannot be transcribed; the text is what the provider would say."""


@dataclass(frozen=True)
class Audio:
    """Samples in -1..1, one row per channel, at RATE; `band` is the highest frequency the file itself can hold, Hz."""

    channels: Samples
    seconds: float
    band: float

    @property
    def mono(self) -> Samples:
        return np.asarray(self.channels.mean(axis=0) if len(self.channels) > 1 else self.channels[0])


def load(path: Path) -> Audio:
    """Errors: UndecodableAudio for what is not audio, too short, too long, or needs ffmpeg where there is none."""
    with path.open("rb") as file:
        start = file.read(64)
        if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
            try:
                return _wav(path)
            except NOT_PCM:
                pass  # compressed, floating point or broken: for ffmpeg
    if _looks_like_text(start):
        raise UndecodableAudio(
            "Transcoding failed. File does not appear to contain audio. File type is text/plain (ASCII text)."
        )
    return _by_ffmpeg(path)


def resampled(samples: Samples, rate: int) -> Samples:
    """The same sound at RATE. A windowed-sinc low-pass first, where the rate goes down."""
    if rate == RATE:
        return samples
    if rate > RATE:
        taps = np.arange(-31, 32) * (RATE / rate)
        kernel = np.sinc(taps) * np.hamming(63) * (RATE / rate)
        samples = np.stack([np.convolve(row, kernel, "same") for row in samples])
    places = np.arange(int(samples.shape[1] * RATE / rate)) * (rate / RATE)
    grid = np.arange(samples.shape[1])
    return np.stack([np.interp(places, grid, row) for row in samples]).astype(np.float32)


def _wav(source: Path | io.BytesIO) -> Audio:
    with wave.open(str(source) if isinstance(source, Path) else source, "rb") as file:
        rate, width, count = file.getframerate(), file.getsampwidth(), file.getnchannels()
        if not rate or file.getnframes() / rate > MAX_SECONDS:
            raise UndecodableAudio(
                f"Transcoding failed. The emulator takes at most {MAX_SECONDS / 3600:.0f} hours."
            )
        data = file.readframes(file.getnframes())
    data = data[: len(data) // (width * count) * width * count]
    seconds = len(data) / (width * count * rate)
    if seconds < SHORTEST:
        raise UndecodableAudio("Audio duration is too short (less than 160ms).")
    samples = _numbers(data, width).reshape(-1, count).T
    return Audio(resampled(np.ascontiguousarray(samples), rate), seconds, min(rate, RATE) / 2)


def _numbers(data: bytes, width: int) -> Samples:
    if width == 1:
        return np.frombuffer(data, np.uint8).astype(np.float32) / 128 - 1
    if width == 3:
        triples = np.frombuffer(data, np.uint8).reshape(-1, 3).astype(np.int32)
        whole = triples[:, 0] << 8 | triples[:, 1] << 16 | triples[:, 2] << 24
        return whole.astype(np.float32) / 2**31
    kind = {2: "<i2", 4: "<i4"}[width]
    return np.asarray(np.frombuffer(data, kind).astype(np.float32) / 2 ** (8 * width - 1))


def _by_ffmpeg(path: Path) -> Audio:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise UndecodableAudio(
            "Transcoding failed. The emulator decodes PCM WAV only; install ffmpeg for other formats, "
            "or use the real service."
        )
    command = [ffmpeg, "-v", "quiet", "-nostdin", "-i", f"file:{path}", "-f", "wav", "-c:a", "pcm_s16le", "-"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=DECODING_SECONDS, check=True)
        return _wav(io.BytesIO(_with_length(done.stdout)))
    except (subprocess.SubprocessError, *NOT_PCM):
        raise UndecodableAudio("Transcoding failed. File does not appear to contain audio.") from None


def _with_length(wav: bytes) -> bytes:
    """A WAV that came through a pipe does not know its length; write it where the header has room for it."""
    place = wav.find(b"data", 12)
    if place < 0:
        raise EOFError
    size = (len(wav) - place - 8).to_bytes(4, "little")
    return wav[:4] + (len(wav) - 8).to_bytes(4, "little") + wav[8 : place + 4] + size + wav[place + 8 :]


def _looks_like_text(start: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in start)
