"""Whether words that a reader wrote have anything to do with the article they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from steps.core.text.injection import instructions
from steps.core.text.spans import covered
from steps.core.text.stems import Stems
from steps.news.figures import quantities


@dataclass
class Vocabulary:
    """The words and numbers of an article, less what a passage of it says to a machine."""

    text: str
    _stems: Stems = field(init=False)
    _numbers: set[Decimal] = field(init=False)

    def __post_init__(self) -> None:
        article = covered(self.text, instructions(self.text), "")
        self._stems = Stems(article)
        self._numbers = {quantity.value for quantity in quantities(article)}

    def carries(self, statement: str) -> bool:
        """Whether at least half of the longer words of a statement are words of the article."""
        return self._stems.carry(statement)

    def strange_numbers(self, statement: str) -> list[str]:
        """Numbers in digits that the article does not have, however written."""
        return [
            statement[quantity.start : quantity.end].strip()
            for quantity in quantities(statement)
            if quantity.value not in self._numbers
            and any(map(str.isdigit, statement[quantity.start : quantity.end]))
        ]
