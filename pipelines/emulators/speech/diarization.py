"""Who speaks when: by the channels' energy where each speaker has a channel, by voice where all share one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from pipelines.emulators.speech import features, voice_activity
from pipelines.emulators.speech.audio import Audio, Samples
from pipelines.emulators.speech.clustering import sound_of, speakers_of
from pipelines.emulators.speech.voice_activity import Span

DEFAULT_SPEAKERS = 2  # when nobody says how many; finding the number by rules is wrong more often than right
SAME_TURN = 60  # frames; a pause up to this long between two parts of one speaker stays inside the turn
LEAK = 10.0  # dB; speech this much louder on another channel is only heard through
SHARED = (
    0.5  # share of speech on several channels at once above which the channels hold the same conversation
)


@dataclass(frozen=True)
class Turn:
    """One speaker's speech without a long pause; `parts` are the spans of sound in it. All in frames."""

    speaker: str
    channel: int
    start: int
    end: int
    parts: tuple[Span, ...]


def turns_of(audio: Audio, *, speakers: int | None, multichannel: bool, labels: bool) -> list[Turn]:
    """The turns in order of time.

    `multichannel` names speakers by channel: 1, 2; with `labels` as well 1A, 1B, 2A. Without it they are A, B, ...
    by first word; a recording with one speaker per channel is then still told apart by its channels.
    """
    if multichannel:
        found = []
        for number, row in enumerate(audio.channels, start=1):
            parts = _by_voice(row, audio.band, speakers or 1) if labels else _one(_speech(row))
            found += [(str(number) + (_letter(who) if labels else ""), number, span) for who, span in parts]
        return _turns(found)
    if (separate := _by_channel(audio)) is not None:
        return _turns(_named(separate))
    return _turns(_named([(who, 1, span) for who, span in _by_voice(audio.mono, audio.band, speakers or 0)]))


def _by_voice(samples: Samples, band: float, count: int) -> list[tuple[int, Span]]:
    speech = _speech(samples)
    if not speech:
        return []
    count = count or DEFAULT_SPEAKERS
    sound = sound_of(features.timbre(samples, band), features.log_pitch(samples), speech)
    labels = speakers_of(sound, count)
    parts: list[tuple[int, Span]] = []
    at = 0
    for start, end in speech:
        mine = labels[at : at + end - start]
        at += end - start
        edges = [0, *(np.flatnonzero(np.diff(mine)) + 1).tolist(), len(mine)]
        parts += [
            (int(mine[first]), (start + first, start + last))
            for first, last in itertools.pairwise(edges)
            if last > first
        ]
    return parts


def _by_channel(audio: Audio) -> list[tuple[int, int, Span]] | None:
    """Speech by channel, if the channels hold different speakers; None if they hold the same conversation."""
    if len(audio.channels) < 2:
        return None
    levels = np.stack([features.level(row) for row in audio.channels])
    gates = np.array([voice_activity.threshold(level) for level in levels])
    open_gates = levels > gates[:, None]
    own = open_gates & (levels > levels.max(0) - LEAK)
    speaking = open_gates.any(0).sum()
    if (own.any(1)).sum() < 2 or not speaking or (own.sum(0) > 1).sum() > SHARED * speaking:
        return None
    return [
        (channel, channel + 1, span)
        for channel, speech in enumerate(own)
        for span in voice_activity.spans(speech)
    ]


def _speech(samples: Samples) -> list[Span]:
    level = features.level(samples)
    return voice_activity.spans(level > voice_activity.threshold(level))


def _one(speech: list[Span]) -> list[tuple[int, Span]]:
    return [(0, span) for span in speech]


def _named(parts: list[tuple[int, int, Span]]) -> list[tuple[str, int, Span]]:
    """Letters in the order in which the speakers are first heard."""
    order: dict[int, str] = {}
    named = []
    for who, channel, span in sorted(parts, key=lambda part: part[2]):
        named.append((order.setdefault(who, _letter(len(order))), channel, span))
    return named


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _turns(parts: list[tuple[str, int, Span]]) -> list[Turn]:
    """Join a speaker's parts over short pauses, unless somebody else speaks in between."""
    turns: list[Turn] = []
    last: dict[str, int] = {}
    for speaker, channel, (start, end) in sorted(parts, key=lambda part: part[2]):
        at = last.get(speaker)
        between = (
            []
            if at is None
            else [turn for turn in turns[at + 1 :] if turn.start >= turns[at].end - SAME_TURN]
        )
        if at is not None and start - turns[at].end <= SAME_TURN and not between:
            before = turns[at]
            turns[at] = Turn(speaker, channel, before.start, end, (*before.parts, (start, end)))
        else:
            last[speaker] = len(turns)
            turns.append(Turn(speaker, channel, start, end, ((start, end),)))
    return turns
