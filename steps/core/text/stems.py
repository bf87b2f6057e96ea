"""Whether a statement is made of the words of a text, in whatever form of them."""

from __future__ import annotations

from steps.core.text.spans import words

_LEAST_SHARE = 0.5  # of the longer words must stand in the text
_LONG = 4  # letters from which a word counts
_STEM = 5  # letters that two forms of a word share


class Stems:
    """The stems of a text's words, and of those that `also` names."""

    def __init__(self, text: str, also: frozenset[str] = frozenset()) -> None:
        self._stems = {word.lower()[:_STEM] for word in (*words(text), *also)}

    def carry(self, statement: str) -> bool:
        """Whether at least half of the longer words of a statement are words of the text."""
        written = words(statement)
        long = [word.lower()[:_STEM] for word in written if len(word) >= _LONG]
        return bool(written) and sum(stem in self._stems for stem in long) >= _LEAST_SHARE * len(long)
