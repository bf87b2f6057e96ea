"""Where the subject changes: the division of a meeting under which the words of each part belong together best.

Each part's words are taken as drawn from one distribution of its own with a Dirichlet prior (Eisenstein and Barzilay
2008), and dynamic programming finds the best borders. Words by which people change the subject help.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import lgamma, log
from statistics import median_low

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from steps.core.text.patterns import compiled
from steps.core.text.spans import words
from steps.meetings.text.stems import stems
from steps.meetings.transcripts.numbered import NumberedTurn

MOST = 10  # parts
_PRIORS = (
    0.3,
    0.6,
    1.0,
)  # of the Dirichlet; none is right for every meeting, so the borders they find are put to a vote
_BALLOTS = range(2, 6)  # numbers of borders with which each of them votes
_CUE = 8.0  # in log likelihood: what `the next point` is worth; an unlikely word costs about as much
# What a border must explain, as a share of what the first one does; one that explains less is likelier wrong.
_LEAST_GAIN = 0.25
_UNITS = 500  # places where a border may be tried
_WORK = 5_000_000  # units times words, which is what the search costs: some seconds
_LEAST_TURNS = 6  # of a part
_LEAST_PART = 30  # a part is at least this fraction of the meeting, and two borders are twice as far apart
_BLUR = 100  # votes within this fraction of the meeting support each other
_OPENER = phrases(
    r"""
    (?:let'?s|shall we|can we|we (?:can|could|should|have to|need to|still have to)) (?:\w+ ){0,2}?(?:start|begin|move|go on|continue)
    (?:let'?s|shall we|can we|we (?:can|could|should|have to|need to|still have to)) (?:\w+ ){0,2}?(?:look|talk|discuss|see|turn|get|close|wrap|finish)
    (?:the )?(?:next|first|second|third|last|other|final) (?:thing|item|point|topic|question|issue|phase|step|one|bit|subject)
    another (?:thing|question|point|topic|issue)
    (?:the|our) agenda|on the agenda|(?:moving|going) on|speaking of|back to|coming back|in terms of|what about|how about|i'?ve been
    (?:i |i'?ve |we )(?:have |had |got )?(?:a|another|one) (?:question|point|couple)
    do you (?:wanna|want to) (?:start|go|present|talk)
    any (?:other |more )?(?:questions|comments|business)
    """,  # noqa: E501  a wording per line
    before=r"(?:(?:okay|ok|alright|all right|so|well|right|now|and|um|uh|yeah|anyway|but|hmm|mm|great|good|cool|thanks|"
    r"perfect)[\s,.!]*)*\b",
)
_MARKED = compiled(r"\s*(?:okay|ok|alright|all right|right|so|now|well)\b", re.IGNORECASE)


def borders(turns: Sequence[NumberedTurn]) -> list[int]:
    """The places (0 excluded) of the turns with which a new part begins."""
    if not turns:
        return []
    starts = _units(turns)
    bags = [_bag(turns[start:end]) for start, end in zip(starts, [*starts[1:], len(turns)], strict=True)]
    least = max(_LEAST_TURNS, len(turns) // _LEAST_PART)
    cues = [_cue(turns, start) for start in starts]
    votes: Counter[int] = Counter()
    counts = []
    for prior in _PRIORS:
        scores, cuts = _divisions(_scores(bags, prior), starts, len(turns), least, cues)
        counts.append(_count(scores))
        votes.update(border for ballot in _BALLOTS if ballot < len(cuts) for border in cuts[ballot])
    return _elected(votes, len(turns), median_low(counts))


def _count(scores: Sequence[float]) -> int:
    """How many borders are worth having, from the scores with 0, 1, 2, ... of them."""
    gains = [after - before for before, after in pairwise(scores)]
    worth = [gain > max(0.0, _LEAST_GAIN * gains[0]) for gain in gains]
    return worth.index(False) if False in worth else len(worth)


def _elected(votes: Counter[int], length: int, count: int) -> list[int]:
    """The borders with most votes in and around them, not too close to each other."""
    width, apart = max(2, length // _BLUR), max(_LEAST_TURNS, 2 * length // _LEAST_PART)
    support = {
        place: sum(number * max(0.0, 1 - abs(other - place) / width) for other, number in votes.items())
        for place in votes
    }
    chosen: list[int] = []
    for place in sorted(support, key=lambda place: (-support[place], place)):
        if len(chosen) < count and all(abs(place - other) >= apart for other in chosen):
            chosen.append(place)
    return sorted(chosen)


def _units(turns: Sequence[NumberedTurn]) -> list[int]:
    """Where a border may be: at turns that say something, not more of them than can be compared."""
    said = [len(stems(turn.text)) for turn in turns]
    telling = [place for place, count in enumerate(said) if place and count]
    step = max(1, -(-len(telling) // min(_UNITS, max(20, _WORK // (sum(said) or 1)))))
    return [0, *telling[step - 1 :: step]]


def _bag(turns: Sequence[NumberedTurn]) -> Counter[str]:
    return Counter(stem for turn in turns for stem in stems(turn.text))


def _cue(turns: Sequence[NumberedTurn], place: int) -> float:
    """How much a turn sounds like the beginning of something."""
    text = turns[place].text.replace(" ,", ",").replace(" '", "'")
    length = len(words(text))
    before = turns[max(0, place - 2) : place]
    return _CUE * (
        bool(_OPENER.match(text))
        + 0.25 * (bool(_MARKED.match(text)) and length >= 12)
        + 0.25 * (length >= 25)
        + 0.25 * (bool(before) and all(len(words(turn.text)) <= 4 for turn in before))
    )


def _divisions(
    whole: Sequence[Sequence[float]], starts: Sequence[int], end: int, least: int, cues: Sequence[float]
) -> tuple[list[float], list[list[int]]]:
    """The best division with 0, 1, 2, ... borders: its score, and the turns with which its parts begin."""
    count, ends, impossible = len(starts), [*starts[1:], end], float("-inf")
    best = [
        [whole[0][last] if ends[last] >= least or last == count - 1 else impossible for last in range(count)]
    ]
    back: list[list[int]] = [[0] * count]
    for _ in range(1, MOST):
        row, origin = [impossible] * count, [0] * count
        for last in range(1, count):
            for first in range(1, last + 1):
                if ends[last] - starts[first] < least:
                    break
                score = best[-1][first - 1] + whole[first][last - first] + cues[first]
                if score > row[last]:
                    row[last], origin[last] = score, first
        if row[-1] == impossible:
            break
        best.append(row)
        back.append(origin)
    return [row[-1] for row in best], [_path(back, parts, starts) for parts in range(len(best))]


def _path(back: Sequence[Sequence[int]], parts: int, starts: Sequence[int]) -> list[int]:
    """Follow the way back from the last unit."""
    last, found = len(starts) - 1, []
    for row in range(parts, 0, -1):
        first = back[row][last]
        found.append(starts[first])
        last = first - 1
    return sorted(found)


def _scores(bags: Sequence[Counter[str]], prior: float) -> list[list[float]]:
    """scores[i][n]: the log likelihood of the units i to i+n as one part, less what all divisions have in common.

    A stem that is said once adds the same to every division, so only its length counts.
    """
    all_said = sum(bags, Counter[str]())
    again = [[(stem, count) for stem, count in bag.items() if all_said[stem] > 1] for bag in bags]
    lengths = [bag.total() for bag in bags]
    logs = [log(count + prior) for count in range(max(all_said.values(), default=0) + 1)]
    whole = max(1, len(all_said)) * prior
    norms = [lgamma(whole) - lgamma(length + whole) for length in range(sum(lengths) + 1)]
    rows = []
    for first in range(len(bags)):
        seen: defaultdict[str, int] = defaultdict(int)
        total, score, row = 0, 0.0, []
        for bag, length in zip(again[first:], lengths[first:], strict=True):
            for stem, count in bag:
                before = seen[stem]
                score += logs[before] if count == 1 else sum(logs[before : before + count])
                seen[stem] = before + count
            total += length
            row.append(score + norms[total])
        rows.append(row)
    return rows
