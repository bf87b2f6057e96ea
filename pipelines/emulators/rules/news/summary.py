"""The sentences that say most of an article: LexRank (Erkan and Radev 2004), weighted by position."""

from __future__ import annotations

import math
from collections import Counter

from pipelines.emulators.rules.news.news_lexicon import STOP_WORDS
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, words

_DAMPING = 0.85
_ROUNDS = 40
_DECAY = 0.25  # weight of a sentence's place: 1 for the first, 1/e after 1/0.25 sentences; measured on news
_READ = 150  # sentences compared with each other; news says what matters long before
_TOO_SHORT = 8  # words; shorter sentences carry too little to stand alone
_LONG, _SHORT = 40, 12  # words of a sentence that may lose its last clauses, and what must be left of it
_CLAUSE = compiled(
    r", (?:as|while|whereas|although|though|despite|who|which|where|whose|when|causing|making|leading|including"
    r"|with|but|and)\b| to witness | in order to | so that | because | after | before | since |; |(?<=[a-z]) [-–] "
)
_ASIDE = compiled(
    r"^[A-Z]\w+ has learned that,? |\s*\([^()]{0,60}\)"
    r"|,? (?:according to|as reported by|reported by) [^,;.]{3,60}(?=[,.;])"
    r"|, (?:researchers|officials|scientists|police|authorities) (?:say|said)(?=[,.;])"
)
_DANGLING = compiled(r"(?:And|But|So|He|She|They|It|This|That|These|Those|However|Also|Then|There)\b")


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
    """The best sentence that stands alone, condensed."""
    best = next((span for _, span in order if _plain(span.of(text))), order[0][1])
    said = condensed(best.of(text))
    return said if said.endswith((".", "!", '"', "”")) else f"{said}.", [best]


def condensed(sentence: str) -> str:
    """The sentence without brackets and sources; a very long one also without its last clauses."""
    said = " ".join(_ASIDE.sub("", " ".join(sentence.split())).lstrip(" ,").split())
    said = said[:1].upper() + said[1:]
    if len(words(said)) <= _LONG:
        return said
    cuts = [said[: match.start()].rstrip(" ,") for match in _CLAUSE.finditer(said)]
    whole = [cut for cut in cuts if _SHORT <= len(words(cut)) <= _LONG and cut.count('"') % 2 == 0]
    return f"{whole[-1]}." if whole else said


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
