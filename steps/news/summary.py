"""The sentences that say most of an article: LexRank (Erkan and Radev 2004), weighted by position."""

from __future__ import annotations

import math
import re
from collections import Counter

from steps.core.text import Span, words
from steps.news.lexicon import STOP_WORDS

_DAMPING = 0.85
_ROUNDS = 40
_DECAY = 0.25  # weight of a sentence's place: 1 for the first, 1/e after 1/0.25 sentences; measured on news
_READ = 150  # sentences compared with each other; news says what matters long before
_TOO_SHORT = 8  # words; shorter sentences carry too little to stand alone
_MAY_GROW = 35  # words of a sentence that may take in another
_LONGEST = 65  # words of two sentences made one
_DANGLING = re.compile(r"(?:And|But|So|He|She|They|It|This|That|These|Those|However|Also|Then|There)\b")


def stems(text: str) -> list[str]:
    """Content words cut to six letters: enough to join `deficiency` and `deficient`, without a stemmer."""
    return [word.lower()[:6] for word in words(text) if len(word) > 2 and word.lower() not in STOP_WORDS]


def ranked(text: str, sentences: list[Span], headline: str | None) -> list[tuple[float, Span]]:
    """Sentences with their weight, best first. Half quotes and fragments are left out."""
    sentences = sentences[:_READ]
    bags = [Counter(stems(sentence.of(text))) for sentence in sentences]
    weights = _centrality(bags)
    title = set(stems(headline or ""))
    scored = []
    for index, (sentence, bag, weight) in enumerate(zip(sentences, bags, weights, strict=True)):
        shared = len(title & set(bag)) / len(title) if title else 0.0
        score = weight * len(sentences) * (0.35 + math.exp(-_DECAY * index)) * (1 + shared)
        scored.append((score * _form(sentence.of(text)), sentence))
    order = sorted(scored, key=lambda item: (-item[0], item[1].start))
    return [item for item in order if item[0] > 0] or order


def spread(text: str, order: list[tuple[float, Span]], count: int, taken: list[Span]) -> list[Span]:
    """Up to `count` further sentences that say something new, in the article's order."""
    chosen = list(taken)
    pool = [item for item in order if item[1] not in taken]
    while pool and len(chosen) < count + len(taken):
        score, best = max(
            ((weight * (1 - _overlap(text, sentence, chosen)), sentence) for weight, sentence in pool),
            key=lambda item: (item[0], -item[1].start),
        )
        if score <= 0:
            break
        chosen.append(best)
        pool = [item for item in pool if item[1] != best]
    return sorted(chosen[len(taken) :])


def one_sentence(text: str, order: list[tuple[float, Span]]) -> tuple[str, list[Span]]:
    """The best sentence, joined with a semicolon to the next best while both make no more than 65 words."""
    best = order[0][1]
    lead = " ".join(best.of(text).split())
    following = spread(text, order, 1, [best])
    if not following or len(words(lead)) > _MAY_GROW:
        return lead, [best]
    second = " ".join(following[0].of(text).split())
    if len(words(lead)) + len(words(second)) > _LONGEST or not _plain(lead) or not _plain(second):
        return lead, [best]
    if following[0].start < best.start:
        lead, second = second, lead
    first_word = words(second)[0]
    if first_word.lower() in STOP_WORDS and first_word != "I":
        second = second[0].lower() + second[1:]
    return f"{lead.rstrip('.!')}; {second}", sorted([best, following[0]])


def _plain(sentence: str) -> bool:
    return not _DANGLING.match(sentence) and sentence[0] not in '"“' and sentence.endswith(".")


def _centrality(bags: list[Counter[str]]) -> list[float]:
    """Power iteration over the cosine of tf-idf vectors."""
    size = len(bags)
    spread_of = Counter(stem for bag in bags for stem in bag)
    idf = {stem: math.log(1 + size / count) for stem, count in spread_of.items()}
    vectors = [{stem: count * idf[stem] for stem, count in bag.items()} for bag in bags]
    norms = [math.sqrt(sum(value * value for value in vector.values())) or 1.0 for vector in vectors]
    likeness = [
        [_dot(vectors[i], vectors[j]) / (norms[i] * norms[j]) for j in range(size)] for i in range(size)
    ]
    totals = [sum(row) or 1.0 for row in likeness]
    rank = [1 / max(size, 1)] * size
    for _ in range(_ROUNDS):
        rank = [
            (1 - _DAMPING) / size + _DAMPING * sum(rank[j] * likeness[j][i] / totals[j] for j in range(size))
            for i in range(size)
        ]
    return rank


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[stem] for stem, value in one.items() if stem in other)


def _form(sentence: str) -> float:
    """How well a sentence stands alone: 0 for half a quote or a fragment, less when it leans on the one before."""
    length = len(words(sentence))
    marks = sum(sentence.count(mark) for mark in '"“”')
    if marks % 2 or sentence.rstrip("\"”')")[-1:] not in (".", "!"):
        return 0.0
    if length < _TOO_SHORT:
        return 0.1
    leans = 0.6 if _DANGLING.match(sentence) else 1.0
    return leans * (0.5 if sentence.startswith(('"', "“")) else 1.0)


def _overlap(text: str, sentence: Span, chosen: list[Span]) -> float:
    own = set(stems(sentence.of(text)))
    said = set().union(*(stems(other.of(text)) for other in chosen)) if chosen else set()
    return len(own & said) / len(own) if own else 1.0
