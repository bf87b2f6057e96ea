"""How an article sounds: a small lexicon of good and bad words, and terms that judge."""

from __future__ import annotations

from collections import Counter

from pipelines.emulators.rules.news.news_lexicon import LOADED, NEGATIVE, POSITIVE, STOP_WORDS
from steps.core.text.spans import words
from steps.news.models import SentimentLabel
from steps.news.wire import WireSentiment

LIMIT = 15
_NEGATIONS = frozenset({"not", "no", "never", "without", "nor", "cannot"})
_NEUTRAL_ADDED = 6  # as if six neutral words had been read too, so that a few hits decide nothing
_CLEAR = 0.25  # score from which the wording is called good or bad
_MANY = 5  # hits on both sides before wording is called mixed


def sentiment(text: str) -> WireSentiment:
    """Good against bad words, a negation before a word turns it round; neutral unless one side is clear."""
    good = bad = 0
    before: list[str] = []
    for word in (word.lower() for word in words(text)):
        turned = any(other in _NEGATIONS or other.endswith("n't") for other in before)
        if word in POSITIVE or word in NEGATIVE:
            if (word in POSITIVE) != turned:
                good += 1
            else:
                bad += 1
        before = [*before[-2:], word]
    score = round((good - bad) / (good + bad + _NEUTRAL_ADDED), 2)
    label: SentimentLabel = "neutral"
    if abs(score) >= _CLEAR:
        label = "positive" if score > 0 else "negative"
    elif good >= _MANY and bad >= _MANY:
        label = "mixed"
    return WireSentiment(label=label, score=score)


def loaded_terms(text: str) -> list[str]:
    """Terms that judge rather than tell, each once, as first written."""
    first: dict[str, str] = {}
    for match in LOADED.finditer(text):
        first.setdefault(match.group().lower(), match.group())
    return list(first.values())[:LIMIT]


def keywords(sentences: list[list[str]], names: list[str], limit: int = 12) -> list[str]:
    """The names an article mentions most, then words that recur across its sentences."""
    counts = Counter(
        word for bag in sentences for word in {w.lower() for w in bag if len(w) > 3} if word not in STOP_WORDS
    )
    named = {part.lower() for name in names for part in name.split()}
    recurring = [
        word
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count > 2 and word not in named and word.isalpha()
    ]
    return [*names[: limit // 2], *recurring][:limit]
