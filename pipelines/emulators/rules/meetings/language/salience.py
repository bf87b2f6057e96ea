"""The sentences that say most of a stretch of talk: words that come back, whole sentences, no chatter."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.emulators.rules.meetings.language.sayings import Saying
from steps.core.text.patterns import compiled
from steps.core.text.spans import words
from steps.meetings.text.stems import stems

_SHORT, _LONG = 7, 40  # words between which a sentence can stand alone
_DANGLING = compiled(
    r"(?:it|that|this|he|she|they|those|these|which|who|there|what|how|why|if|when|where|or|than|not|just|maybe)\b",
    re.I,
)
_CHATTER = compiled(r"\b(?:i mean|you know|i guess|i don't know|dunno|sort of|kind of|blah)\b", re.IGNORECASE)
_TRAILING = compiled(
    r"\b(?:is|are|the|an?|to|of|and|or|for|with|because|but|so|if|that|uh|i|we|you|it|in|on)[.?!]*$", re.I
)


def weights(texts: Iterable[Sequence[str]]) -> dict[str, float]:
    """How telling each stem is: rare in most texts, said more than once in all."""
    bags = [set(text) for text in texts]
    spread = Counter(stem for bag in bags for stem in bag)
    return {
        stem: math.log(1 + len(bags) / count) * min(count, 5) for stem, count in spread.items() if count > 1
    }


def ranked(said: Sequence[Saying]) -> list[Saying]:
    """Sentences that can stand alone, the most telling first."""
    bags = [stems(saying.plain) for saying in said]
    worth = weights(bags)
    scored = [
        (
            _form(saying)
            * sum(worth.get(stem, 0.0) for stem in set(bag))
            / math.sqrt(5 + len(words(saying.plain))),
            saying,
        )
        for saying, bag in zip(said, bags, strict=True)
    ]
    return [saying for score, saying in sorted(scored, key=lambda pair: (-pair[0], pair[1].at)) if score > 0]


def different(said: Sequence[Saying], count: int, most_of_one: int = 2) -> list[Saying]:
    """The first `count` that share little with each other, at most so many of one speaker; in order of the meeting."""
    chosen: list[Saying] = []
    for saying in said:
        own = set(stems(saying.plain))
        if sum(saying.speaker == other.speaker for other in chosen) >= most_of_one:
            continue
        if all(len(own & set(stems(other.plain))) <= 0.5 * len(own) for other in chosen):
            chosen.append(saying)
        if len(chosen) == count:
            break
    return sorted(chosen, key=lambda saying: (saying.at, saying.text))


def _form(saying: Saying) -> float:
    """How well a sentence stands alone: less for questions, chatter, quotations and what leans on the one before."""
    length = len(words(saying.plain))
    if not _SHORT <= length <= _LONG or saying.quoted or _TRAILING.search(saying.plain):
        return 0.0
    leans = 0.6 if _DANGLING.match(saying.plain) else 1.0
    return leans * (0.5 if saying.question else 1.0) * 0.8 ** len(_CHATTER.findall(saying.plain))
