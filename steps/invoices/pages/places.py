"""Where a value is printed: found by code, outside of lines that give orders to a machine."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from steps.core.documents.read import DocumentText
from steps.core.models import Evidence
from steps.core.text.grounding import NAME, Grounding
from steps.core.text.spans import Span
from steps.invoices.pages.orders import ordering_rows

_GAP = r"[\s.\-/()]{0,3}"


@dataclass
class Places:
    """Looks printed values up in one document and keeps count of those that do not stand in it."""

    document: DocumentText
    grounding: Grounding = field(init=False)
    orders: list[Span] = field(init=False)

    def __post_init__(self) -> None:
        self.grounding = Grounding(self.document.text)
        self.orders = _spans(self.document.text)

    def first(self, quote: str) -> Evidence | None:
        """The first place of a value; None, and counted as dropped, where there is none."""
        evidence = self.grounding.name(quote)
        if evidence and (order := self._order_at(evidence)):
            evidence = self._after(quote, order.end)
            if evidence is None:
                self.grounding.reject()
        return self._on_page(evidence)

    def last(self, quote: str) -> Evidence | None:
        """The last place of a value: sums stand at the end."""
        evidence = self.first(quote)
        while evidence and (later := self._after(quote, evidence.end)):
            evidence = later
        return self._on_page(evidence)

    def sign(self, character: str) -> Evidence | None:
        """The first place of a single sign, such as that of a currency."""
        for match in re.finditer(re.escape(character), self.document.text) if character else ():
            evidence = Evidence(quote=character, start=match.start(), end=match.end())
            if self._order_at(evidence) is None:
                self.grounding.found += 1
                return self._on_page(evidence)
        self.grounding.dropped += 1
        return None

    def code(self, value: str) -> str | None:
        """A number of an account or party as printed, with other spaces than it was given; None if it is not there."""
        characters = [re.escape(char) for char in value if char.isalnum() or char in "+@_"]
        pattern = rf"(?<![A-Za-z0-9]){_GAP.join(characters)}(?![A-Za-z0-9])"
        for match in re.finditer(pattern, self.document.text) if characters else ():
            if not any(order.start <= match.start() < order.end for order in self.orders):
                self.grounding.found += 1
                return match.group()
        self.grounding.dropped += 1
        return None

    def has(self, quote: str) -> bool:
        """Whether a value stands in the document, without counting it."""
        evidence = self.grounding.peek(quote, NAME)
        order = self._order_at(evidence) if evidence else None
        return evidence is not None and (order is None or self._after(quote, order.end) is not None)

    def _after(self, quote: str, offset: int) -> Evidence | None:
        evidence = self.grounding.peek(quote, NAME, after=offset)
        while evidence and (order := self._order_at(evidence)):
            evidence = self.grounding.peek(quote, NAME, after=order.end)
        return evidence

    def _order_at(self, evidence: Evidence) -> Span | None:
        return next((order for order in self.orders if order.start <= evidence.start < order.end), None)

    def _on_page(self, evidence: Evidence | None) -> Evidence | None:
        return evidence and evidence.model_copy(update={"page": self.document.page(evidence.start)})


def _spans(text: str) -> list[Span]:
    hidden = ordering_rows(text)
    spans, offset = [], 0
    for number, row in enumerate(text.split("\n")):
        if number in hidden:
            spans.append(Span(offset, offset + len(row) + 1))
        offset += len(row) + 1
    return spans
