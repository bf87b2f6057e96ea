"""A pattern of wording: what a sentence must say, and what it must not, to be a clause of some category."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from steps.core.text import patterns

GAP = r"[^;]{0,110}?"  # what `...` in a pattern stands for: further words of the same sentence


@lru_cache(maxsize=1024)
def compiled(source: str) -> re.Pattern[str]:
    """`...` is a gap of words; spaces match as they stand, because units are on one line."""
    return patterns.compiled(source.replace("...", GAP), re.IGNORECASE)


@dataclass(frozen=True)
class Pattern:
    """`says` must match, `unless` must not; `within`: what the sentence must say as well, anywhere in it."""

    says: str
    within: str | tuple[str, ...] = ()
    unless: str | None = None

    def matches(self, sentence: str) -> bool:
        within = (self.within,) if isinstance(self.within, str) else self.within
        return (
            compiled(self.says).search(sentence) is not None
            and all(compiled(source).search(sentence) for source in within)
            and (self.unless is None or compiled(self.unless).search(sentence) is None)
        )
