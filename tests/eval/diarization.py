"""The diarization error rate: how much speech is missed, invented or given to the wrong person."""

from __future__ import annotations

import itertools

import numpy as np

COLLAR = 25  # hundredths of a second around each border of the truth that do not count
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
