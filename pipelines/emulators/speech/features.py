"""What a frame of sound is like: its level, its timbre (mel cepstrum) and its pitch. A frame every 10 ms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipelines.emulators.speech.audio import RATE, Samples

HOP = RATE // 100  # samples from one frame to the next
WINDOW = RATE // 40  # samples of a frame: 25 ms
PITCH_WINDOW = RATE // 25  # 40 ms hold two periods of the deepest voice
FFT = 512
MELS = 24
CEPSTRUM = 12
BLOCK = 3000  # frames worked on at once, so that an hour of sound needs no gigabytes
LOWEST, HIGHEST = 70, 350  # Hz, of a voice's pitch
VOICED = 0.45  # share of a frame's energy that repeats after one period

Frames = NDArray[np.float64]


def level(samples: Samples) -> Frames:
    """Decibels relative to full scale, smoothed over three frames."""
    decibels = _by_block(
        samples, WINDOW, lambda frames: 10 * np.log10((frames.astype(np.float64) ** 2).mean(1) + 1e-10)
    )
    return np.convolve(np.pad(decibels, 1, mode="edge"), np.ones(3) / 3, "valid")


def timbre(samples: Samples, band: float) -> Frames:
    """Mel cepstral coefficients 1 to 12 of each frame, from 80 Hz up to `band` Hz; loudness (0) is left out."""
    emphasized = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1]).astype(np.float32)
    filters = _mel_filters(band)
    places = np.arange(MELS) + 0.5
    cosines = np.cos(np.pi * np.outer(np.arange(1, CEPSTRUM + 1), places) / MELS) / MELS**0.5

    def cepstrum(frames: Samples) -> Frames:
        power = np.abs(np.fft.rfft(frames * np.hamming(WINDOW), FFT)) ** 2
        return np.asarray(np.log(power @ filters.T + 1e-8) @ cosines.T)

    return _by_block(emphasized, WINDOW, cepstrum)


def log_pitch(samples: Samples) -> Frames:
    """The natural logarithm of the pitch in Hz, by autocorrelation; NaN where a frame has none."""
    shape = np.hanning(PITCH_WINDOW)
    decay = np.fft.irfft(np.abs(np.fft.rfft(shape, 2 * PITCH_WINDOW)) ** 2)[:PITCH_WINDOW]
    decay = decay / decay[0] + 1e-3
    first, last = RATE // HIGHEST, RATE // LOWEST

    def pitch(frames: Samples) -> Frames:
        centred = (frames - frames.mean(1, keepdims=True)) * shape
        power = np.abs(np.fft.rfft(centred, 2 * PITCH_WINDOW)) ** 2
        repeats = np.fft.irfft(power)[:, :PITCH_WINDOW]
        repeats = repeats / (repeats[:, :1] + 1e-9) / decay
        lags = repeats[:, first - 1 : last + 1]
        peaks = (lags[:, 1:-1] >= lags[:, :-2]) & (lags[:, 1:-1] >= lags[:, 2:])
        inner = lags[:, 1:-1]
        strongest = inner.max(1)
        good = peaks & (inner > 0.9 * strongest[:, None])  # the first good peak, not a multiple of the period
        chosen = np.where(good.any(1), good.argmax(1), inner.argmax(1))
        return np.where(strongest > VOICED, np.log(RATE / (chosen + first)), np.nan)

    return _by_block(samples, PITCH_WINDOW, pitch)


def _by_block(samples: Samples, window: int, measure: Callable[[Samples], Frames]) -> Frames:
    if len(samples) < window:
        samples = np.pad(samples, (0, window - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::HOP]
    return np.concatenate([measure(frames[at : at + BLOCK]) for at in range(0, len(frames), BLOCK)])


def _mel_filters(band: float) -> Frames:
    """Triangles of equal width on the mel scale (O'Shaughnessy 1987), from 80 Hz to `band`."""
    low, high = 2595 * np.log10(1 + np.array([80.0, min(band, 7600.0)]) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, MELS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(FFT, 1 / RATE)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.clip(np.minimum(rising, falling), 0, None)
