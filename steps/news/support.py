"""Whether words that a reader wrote have anything to do with the article they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from steps.core.text.injection import instructions
from steps.core.text.spans import words
from steps.news.figures import quantities

_LEAST_SHARE = 0.5  # of the longer words must stand in the article, in some form of them
_LONG = 4  # letters from which a word counts
_STEM = 5  # letters that two forms of a word share


@dataclass
class Vocabulary:
    """The words and numbers of an article, less what a passage of it says to a machine."""

    text: str
    _stems: set[str] = field(init=False)
    _numbers: set[Decimal] = field(init=False)

    def __post_init__(self) -> None:
        article = self.text
        for order in reversed(instructions(article)):
            article = article[: order.start] + article[order.end :]
        self._stems = {word.lower()[:_STEM] for word in words(article)}
        self._numbers = {quantity.value for quantity in quantities(article)}

    def carries(self, statement: str) -> bool:
        """Whether at least half of the longer words of a statement are words of the article."""
        long = [word.lower()[:_STEM] for word in words(statement) if len(word) >= _LONG]
        known = sum(stem in self._stems for stem in long)
        return bool(words(statement)) and known >= _LEAST_SHARE * len(long) and (known > 0 or not long)

    def strange_numbers(self, statement: str) -> list[str]:
        """Numbers in digits that the article does not have, however written."""
        return [
            statement[quantity.start : quantity.end].strip()
            for quantity in quantities(statement)
            if quantity.value not in self._numbers
            and any(map(str.isdigit, statement[quantity.start : quantity.end]))
        ]
