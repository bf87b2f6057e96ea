"""Which stretches of speech sound like the same person: cluster stretches first, then settle the borders.

Agglomerative clustering gives first guesses, by several views of the same sound (timbre, pitch, both). From each, a
hidden Markov model with one Gaussian voice per speaker is refitted and redecoded until it stands still; the guess
that explains the sound best wins. Deterministic: the same sound gives the same speakers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.emulators.speech.features import Frames
from pipelines.emulators.speech.voice_activity import Span

STRETCH = 150  # frames of speech that are taken to be one person's at first
MOST_STRETCHES = 240  # clustering costs the cube of their number; a long recording is sampled
STEP = 5  # frames that change speaker together
ROUNDS = 8
CHANGE_COST = 30.0  # what a change of speaker must gain, in log likelihood
AFTER_PAUSE = 0.5  # share of that cost after a pause
TIMBRE_WEIGHT = 0.5  # neighbouring frames overlap, so their timbre counts half
SHRINKAGE = 0.1  # of a voice's covariance towards the recording's
PITCH_SCALE = 0.12  # natural logarithm; how far one voice's pitch wanders (two semitones)
ODD_PITCH = 0.15  # share of pitches that are octave errors or noise

Labels = NDArray[np.int64]
Cost = Callable[[NDArray[np.float64], Frames, Frames], NDArray[np.float64]]


@dataclass(frozen=True)
class Sound:
    """Frames of speech only: timbre scaled to variance 1, pitch in logarithms with NaN where there is none."""

    timbre: Frames
    pitch: Frames
    stretches: list[Span]
    pauses: list[int]  # the frames before which there was a pause


def sound_of(timbre: Frames, pitch: Frames, speech: list[Span]) -> Sound:
    """Cut the spans of speech out of the frames and divide them into stretches."""
    count = min(len(timbre), len(pitch))
    kept: list[NDArray[np.int64]] = []
    stretches: list[Span] = []
    pauses: list[int] = []
    at = 0
    for start, end in ((start, min(end, count)) for start, end in speech if start < count):
        parts = max(1, round((end - start) / STRETCH))
        edges = np.linspace(at, at + end - start, parts + 1).astype(int).tolist()
        stretches += list(itertools.pairwise(edges))
        kept.append(np.arange(start, end))
        pauses.append(at)
        at += end - start
    chosen = np.concatenate(kept)
    cut = timbre[chosen]
    return Sound((cut - cut.mean(0)) / (cut.std(0) + 1e-6), pitch[chosen], stretches, pauses)


def speakers_of(sound: Sound, count: int) -> Labels:
    """The speaker, 0 to count - 1, of each frame."""
    frames = len(sound.timbre)
    count = min(count, len(sound.stretches))
    if count < 2:
        return np.zeros(frames, np.int64)
    candidates = [_settled(sound, labels, count) for labels in _first_guesses(sound, count)]
    return max(candidates, key=lambda candidate: candidate[0])[1]


def _first_guesses(sound: Sound, count: int) -> list[Labels]:
    every = max(1, -(-len(sound.stretches) // MOST_STRETCHES))
    stretches = sound.stretches[::every]
    frames = [sound.timbre[start:end] for start, end in stretches]
    sizes = np.array([len(part) for part in frames], np.float64)
    within = np.sqrt(sum(len(part) * part.var(0) for part in frames) / sizes.sum())
    timbre = np.array([part.mean(0) for part in frames]) / within
    pitch = _medians([sound.pitch[start:end] for start, end in stretches])[:, None] / PITCH_SCALE
    both = np.hstack([timbre, pitch / 2])
    sums = np.array([part.sum(0) for part in frames])
    squares = np.array([part.T @ part for part in frames])
    groups = [
        _agglomerated(sizes, sizes[:, None] * both, _outer(sizes, both), count, _spread),
        _agglomerated(sizes, sizes[:, None] * pitch, _outer(sizes, pitch), count, _spread),
        _agglomerated(sizes, sums, squares, count, _surprise),
    ]
    return [_by_frame(sound, stretches, group) for group in groups]


def _agglomerated(
    sizes: NDArray[np.float64], sums: Frames, squares: Frames, count: int, cost: Cost
) -> Labels:
    """Join the two clusters whose union costs least more, until `count` are left. Clusters are additive statistics."""
    sizes, sums, squares = sizes.copy(), sums.copy(), squares.copy()
    group = np.arange(len(sizes))
    alone = cost(sizes, sums, squares)

    def joining(one: int) -> NDArray[np.float64]:
        together = cost(sizes + sizes[one], sums + sums[one], squares + squares[one])
        return np.asarray(together - alone - alone[one])

    price = np.array([joining(one) for one in range(len(sizes))])
    np.fill_diagonal(price, np.inf)
    for _ in range(len(sizes) - count):
        keep, lost = sorted(divmod(int(price.argmin()), len(sizes)))
        group[group == lost] = keep
        sizes[keep], sums[keep], squares[keep] = (
            sizes[keep] + sizes[lost], sums[keep] + sums[lost], squares[keep] + squares[lost],
        )  # fmt: skip
        alone[keep] = cost(sizes[keep : keep + 1], sums[keep : keep + 1], squares[keep : keep + 1])[0]
        gone = np.isinf(price[keep]) & np.isinf(price[lost]) | (np.arange(len(sizes)) == lost)
        row = joining(keep)
        row[gone] = row[keep] = np.inf
        price[keep], price[:, keep] = row, row
        price[lost], price[:, lost] = np.inf, np.inf
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _spread(sizes: NDArray[np.float64], sums: Frames, squares: Frames) -> NDArray[np.float64]:
    """Ward (1963): the squared distances from the cluster's middle."""
    return np.asarray(np.trace(squares, axis1=1, axis2=2) - (sums**2).sum(1) / sizes)


def _surprise(sizes: NDArray[np.float64], sums: Frames, squares: Frames) -> NDArray[np.float64]:
    """Chen and Gopalakrishnan (1998): the negative log likelihood of the frames under one Gaussian."""
    means = sums / sizes[:, None]
    covariances = squares / sizes[:, None, None] - means[:, :, None] * means[:, None, :]
    covariances = covariances + 2 * SHRINKAGE * np.eye(sums.shape[1])
    return np.asarray(sizes / 2 * np.linalg.slogdet(covariances)[1])


def _settled(sound: Sound, labels: Labels, count: int) -> tuple[float, Labels]:
    score = -np.inf
    for _ in range(ROUNDS):
        likelihood = np.stack([_likelihood(sound, labels == speaker) for speaker in range(count)], axis=1)
        score, decoded = _decoded(likelihood, sound.pauses)
        if np.array_equal(decoded, labels):
            break
        labels = decoded
    return score, labels


def _likelihood(sound: Sound, mine: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How well each frame fits the voice that these frames have: a Gaussian of timbre and one of pitch."""
    if mine.sum() < 2 * STEP:
        return np.full(len(mine), -1e3)
    frames = sound.timbre[mine]
    width = frames.shape[1]
    covariance = np.cov(frames.T) * (1 - SHRINKAGE) + np.eye(width) * SHRINKAGE
    off = sound.timbre - frames.mean(0)
    timbre = -0.5 * ((off @ np.linalg.inv(covariance)) * off).sum(1) - 0.5 * np.linalg.slogdet(covariance)[1]
    pitches = sound.pitch[mine & ~np.isnan(sound.pitch)]
    if len(pitches) <= 2 * STEP:
        return np.asarray(TIMBRE_WEIGHT * timbre)
    middle = np.median(pitches)
    width_of_pitch = max(0.05, 1.48 * float(np.median(np.abs(pitches - middle))))
    pitch_or_middle = np.where(np.isnan(sound.pitch), middle, sound.pitch)
    normal = -0.5 * ((pitch_or_middle - middle) / width_of_pitch) ** 2 - np.log(
        width_of_pitch * np.sqrt(2 * np.pi)
    )
    anything = -np.log(np.log(350 / 70))
    pitch = np.logaddexp(np.log(1 - ODD_PITCH) + normal, np.log(ODD_PITCH) + anything)
    return np.asarray(TIMBRE_WEIGHT * timbre + np.where(np.isnan(sound.pitch), 0, pitch))


def _decoded(likelihood: NDArray[np.float64], pauses: list[int]) -> tuple[float, Labels]:
    """The most likely sequence of speakers (Viterbi), and how likely it is; a change has a fixed price."""
    ends = [*pauses[1:], len(likelihood)]
    starts = np.concatenate([np.arange(first, last, STEP) for first, last in zip(pauses, ends, strict=True)])
    steps = np.add.reduceat(likelihood, starts, axis=0)
    best = steps[0].copy()
    came_from = np.zeros(steps.shape, np.int64)
    own = np.arange(steps.shape[1])
    cost = np.where(np.isin(starts, pauses), CHANGE_COST * AFTER_PAUSE, CHANGE_COST)
    for at in range(1, len(steps)):
        leader = int(best.argmax())
        changed = best[leader] - cost[at]
        came_from[at] = np.where(best >= changed, own, leader)
        best = np.maximum(best, changed) + steps[at]
    path = np.zeros(len(steps), np.int64)
    path[-1] = best.argmax()
    for at in range(len(steps) - 1, 0, -1):
        path[at - 1] = came_from[at, path[at]]
    return float(best.max()), np.repeat(path, np.diff(starts, append=len(likelihood)))


def _medians(parts: list[Frames]) -> NDArray[np.float64]:
    heard = [part[~np.isnan(part)] for part in parts]
    middles = np.array([np.median(part) if len(part) > STEP else np.nan for part in heard])
    known = middles[~np.isnan(middles)]
    return np.where(np.isnan(middles), np.median(known) if len(known) else 0.0, middles)


def _outer(sizes: NDArray[np.float64], vectors: Frames) -> Frames:
    return np.asarray(sizes[:, None, None] * vectors[:, :, None] * vectors[:, None, :])


def _by_frame(sound: Sound, stretches: list[Span], groups: Labels) -> Labels:
    """-1 where a long recording's stretch was left out; the first round decides those."""
    labels = np.full(len(sound.timbre), -1, np.int64)
    for (start, end), group in zip(stretches, groups, strict=True):
        labels[start:end] = group
    return labels
