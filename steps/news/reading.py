"""How long and how hard an article reads."""

from __future__ import annotations

import re

from steps.core.text.spans import Span, words
from steps.news.models import Reading

WORDS_PER_MINUTE = 238  # silent reading of English non-fiction (Brysbaert 2019, a review of 190 studies)
_VOWELS = re.compile(r"[aeiouy]+")


def reading(text: str, sentences: list[Span], language: str | None) -> Reading:
    """Words and minutes of the body; the Flesch-Kincaid grade (Kincaid 1975) holds for English alone."""
    tokens = [token for sentence in sentences for token in words(sentence.of(text))]
    grade = None
    if tokens and language and language.split("-")[0] == "en":
        syllables = sum(_syllables(token) for token in tokens)
        grade = round(0.39 * len(tokens) / len(sentences) + 11.8 * syllables / len(tokens) - 15.59, 1)
    return Reading(words=len(tokens), minutes=round(len(tokens) / WORDS_PER_MINUTE, 1), grade=grade)


def _syllables(word: str) -> int:
    """Groups of vowels, less a silent e; at least one."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)
