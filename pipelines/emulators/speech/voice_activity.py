"""Where somebody speaks: an energy gate that adapts to the recording's own noise and loudness."""

from __future__ import annotations

import numpy as np

from pipelines.emulators.speech.features import Frames

BELOW_LOUDEST = 35.0  # dB; a frame this far below the loudest is no speech, whatever the noise
ABOVE_NOISE = 8.0  # dB above the quietest twentieth of the recording
QUIETEST_SPEECH = 15.0  # dB below the loudest; speech is never taken for noise above this
STEADY = 6.0  # dB between the loudest and the quietest; speech moves more, a hum or a tone does not
SILENCE = -70.0  # dB of full scale; below it there is nothing to hear
PAUSE = 30  # frames; a shorter pause belongs to what is said
SHORTEST = 10  # frames; shorter is a click

Span = tuple[int, int]  # frames, the end not included


def threshold(level: Frames) -> float:
    """The level in dB above which a frame counts as speech."""
    loudest, quietest = np.percentile(level, 99), np.percentile(level, 5)
    if loudest - quietest < STEADY:
        return float("inf")
    relative = max(loudest - BELOW_LOUDEST, min(quietest + ABOVE_NOISE, loudest - QUIETEST_SPEECH))
    return float(max(relative, SILENCE))


def spans(speech: np.ndarray[tuple[int], np.dtype[np.bool_]], *, pause: int = PAUSE) -> list[Span]:
    """Runs of true frames, joined over pauses, without clicks."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], speech.astype(np.int8), [0]))))
    joined: list[Span] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if joined and start - joined[-1][1] < pause:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [(start, end) for start, end in joined if end - start >= SHORTEST]
