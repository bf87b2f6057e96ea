"""The outline by rules: parts that belong together, named by the words that set each apart."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from pipelines.emulators.rules.meetings.language.salience import ranked
from pipelines.emulators.rules.meetings.language.sayings import Saying, capital, sayings
from pipelines.emulators.rules.meetings.topic_segmentation import borders
from steps.core.text.spans import words
from steps.meetings.text.stems import stems
from steps.meetings.transcripts.numbered import NumberedTranscript
from steps.meetings.transcripts.transcript import without_markers
from steps.meetings.wire import Cite, MeetingOutline, WireTopic

_TERMS = 3  # in a title
_PAIRS = 2.0  # weight of two words that come together, against one alone
_OFTEN = 3  # times that a pair must be said


def outline(seen: NumberedTranscript) -> MeetingOutline:
    """Topics with at least one sentence that can be quoted."""
    said = sayings(seen)
    starts = [0, *borders(seen.turns)]
    parts = [
        said[bisect_left(said, start, key=_at) : bisect_left(said, end, key=_at)]
        for start, end in zip(starts, [*starts[1:], len(seen.turns)], strict=True)
    ]
    whole = frequencies(said)
    return MeetingOutline(
        title=None,
        topics=[
            WireTopic(
                title=title(part, whole),
                start_turn=seen.turns[start].number,
                summary=saying.plain or saying.text,
                cites=[Cite(turn=saying.turn, quote=saying.text)],
            )
            for start, part in zip(starts, parts, strict=True)
            if (saying := _best(part))
        ],
    )


def _at(saying: Saying) -> int:
    return saying.at


def title(part: Sequence[Saying], everywhere: Counter[str]) -> str:
    """The words that are said here more often than elsewhere, at most three, joined by commas."""
    here, forms = _terms(part)
    size, total = sum(here.values()) or 1, sum(everywhere.values()) or 1
    worth = {
        term: count * math.log(1 + count / size * total / everywhere[term]) * (_PAIRS if " " in term else 1.0)
        for term, count in here.items()
        if " " not in term or count >= _OFTEN
    }
    chosen: list[str] = []
    for term in sorted(worth, key=lambda term: (-worth[term], term)):
        if all(not set(stems(term)) & set(stems(other)) for other in chosen):
            chosen.append(term)
        if len(chosen) == _TERMS:
            break
    named = (
        term if " " in term else min(forms[term], key=lambda form: (-forms[term][form], form))
        for term in chosen
    )
    return capital(", ".join(named)) or "Talk"


def frequencies(said: Sequence[Saying]) -> Counter[str]:
    """How often stems and pairs of words are said."""
    return _terms(said)[0]


def _terms(said: Sequence[Saying]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """How often stems and pairs of words are said, and in which forms the stems."""
    forms: dict[str, Counter[str]] = {}
    counts: Counter[str] = Counter()
    for saying in said:
        before = ""
        for word in words(without_markers(saying.plain)):
            found = stems(word) if word.isalpha() else []
            if found:
                counts[found[0]] += 1
                forms.setdefault(found[0], Counter())[word if word.isupper() else word.lower()] += 1
                if before and before != word.lower():
                    counts[f"{before} {word.lower()}"] += 1
            before = word.lower() if found else ""
    return counts, forms


def _best(part: Sequence[Saying]) -> Saying | None:
    """The sentence that says most, else the longest."""
    best = next(iter(ranked(part)), None)
    return best or max(part, key=lambda saying: (len(saying.text), -saying.at), default=None)
