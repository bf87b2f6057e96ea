"""Whether the characters of a PDF are the letters that its pages show.

A font need not say which letters its glyphs stand for. Readers then get the glyphs' numbers: signs of no script, or
letters that make no words, most often all the same distance away from the right ones.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from steps.core.text.language import language_of

_READ = 20_000  # characters that are looked at
_LEAST_LETTERS = 60  # below, nothing can be told
_MOST_ODD = 0.3  # share of signs that no script has
# Vowels among the letters of texts in Latin script: English .38 to .40, German .38, Polish .39, Czech .43, Finnish
# .49, Welsh (with y, w) .42. Letters moved by any distance have .07 to .32, but for distances that hit most vowels.
_FEWEST_VOWELS, _MOST_VOWELS = 0.28, 0.62
_VOWELS = frozenset("aeiouy")
_ODD = frozenset({"Co", "Cn", "Cc", "Cs"})


def is_legible(text: str) -> bool:
    """False where the text is surely not what the pages show; a text that is in a known language is legible."""
    seen = [character for character in text[:_READ] if not character.isspace()]
    odd = sum(character == "\ufffd" or unicodedata.category(character) in _ODD for character in seen)
    if odd > _MOST_ODD * len(seen):
        return False
    letters = Counter(filter(str.isascii, _plain("".join(filter(str.isalpha, seen)))))
    count = letters.total()
    if count < _LEAST_LETTERS or 2 * count < sum(map(str.isalpha, seen)) or language_of(text):
        return True
    vowels = sum(letters[vowel] for vowel in _VOWELS) / count
    return _FEWEST_VOWELS <= vowels <= _MOST_VOWELS


def _plain(letters: str) -> str:
    """Small letters without their accents."""
    return unicodedata.normalize("NFD", letters.lower())
