"""The people of a meeting: who they are, how much they speak, and which of them a name means."""

from __future__ import annotations

import re

from steps.meetings.models import Participant
from steps.meetings.transcripts.transcript import Transcript, Turn, count_words, without_markers

_QUESTION = re.compile(
    r"(?:(?<=\?)|\A)[^\w?]*+\w[^?]*+\?"
)  # begins where the one before ends: each place is tried once
_PARTS = 10_000  # shares are parts of ten thousand, so that they add up to exactly 1
_TITLES = re.compile(r"(?:the|mr|mrs|ms|miss|dr|prof|professor|sir)\.?\s+", re.IGNORECASE)


def participants(transcript: Transcript) -> list[Participant]:
    """Everybody who speaks, in order of their first turn."""
    turns: dict[str, list[Turn]] = {}
    for turn in transcript.turns:
        turns.setdefault(turn.speaker, []).append(turn)
    words = {name: sum(count_words(turn.text) for turn in said) for name, said in turns.items()}
    shares = dict(zip(words, _shares(list(words.values())), strict=True))
    return [
        Participant(
            name=name,
            turns=len(said),
            words=words[name],
            talk_share=shares[name],
            questions=sum(len(_QUESTION.findall(without_markers(turn.text))) for turn in said),
        )
        for name, said in turns.items()
    ]


def _shares(words: list[int]) -> list[float]:
    """Shares of all words with four decimals; what rounding leaves over goes to the largest remainders."""
    total = sum(words) or 1
    parts = [count * _PARTS // total for count in words]
    order = sorted(range(len(words)), key=lambda place: (-(words[place] * _PARTS % total), place))
    for place in order[: _PARTS - sum(parts)]:
        parts[place] += 1
    return [part / _PARTS for part in parts]


def person(name: str | None, names: list[str]) -> str | None:
    """The participant that a name means: by the whole name, or by a part that only one of them has."""
    wanted = _TITLES.sub("", " ".join((name or "").split())).casefold()
    if not wanted:
        return None
    for known in names:
        if _TITLES.sub("", known).casefold() == wanted:
            return known
    having = [known for known in names if wanted in _TITLES.sub("", known).casefold().split()]
    if len(having) == 1:
        return having[0]
    parts = wanted.split()
    inside = [known for known in names if known.casefold() in parts]
    return inside[0] if len(inside) == 1 and len(parts) == 2 else None
