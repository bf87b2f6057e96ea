"""The words of a text that mean something, so cut that forms of one word are the same."""

from __future__ import annotations

from steps.core.text.spans import words
from steps.meetings.text.lexicon import STOP_WORDS

_STEM = 6  # letters that join `recording` and `recorder`, without a stemmer


def stems(text: str) -> list[str]:
    """Words that mean something, cut to six letters."""
    return [
        word.lower()[:_STEM]
        for word in words(text)
        if len(word) > 2 and word.lower() not in STOP_WORDS and not word.isdigit()
    ]
