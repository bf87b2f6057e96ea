"""What a reader said, held against what is printed: numbers, amounts and texts that are not there do not count."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from steps.core.models import Evidence
from steps.invoices.money import money
from steps.invoices.pages.amounts import numbers, values_in
from steps.invoices.pages.places import Places


@dataclass
class Printed(Places):
    """`corrected`: the fields whose printed number was kept, because another was said; each may be there twice."""

    corrected: list[str] = field(default_factory=list)
    _known: frozenset[Decimal] = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._known = values_in(self.document.text)

    def known_text(self, answer: str | None) -> str | None:
        """A text of lesser weight, if it stands in the document; not counted."""
        return " ".join(answer.split()) if answer and self.has(answer) else None

    def address(self, answer: str | None) -> str | None:
        """An address of which each part stands in the document."""
        parts = [part.strip() for part in (answer or "").split(",") if part.strip()]
        if not parts:
            return None
        there = all(self.has(part) for part in parts)
        self.grounding.found += there
        self.grounding.dropped += not there
        return ", ".join(parts) if there else None

    def number(self, answer: str | None) -> Decimal | None:
        """A number that is printed somewhere; one that is not is dropped and counted."""
        if answer is None:
            return None
        there = abs(Decimal(answer)) in self._known
        self.grounding.found += there
        self.grounding.dropped += not there
        return Decimal(answer) if there else None

    def number_or(self, name: str, answer: Decimal, instead: Decimal) -> Decimal | None:
        """An amount that is printed, or the one that is printed instead of it."""
        if abs(answer) not in self._known and abs(instead) in self._known:
            self.corrected.append(name)
            answer = instead
        number = self.number(f"{answer:f}")
        return None if number is None else money(number)

    def amount(self, name: str, amount: str, quote: str) -> tuple[Decimal, Evidence] | None:
        """An amount whose quote says it. Where they differ, what is printed counts."""
        evidence = self.last(quote)
        if evidence is None:
            return None
        answer = Decimal(amount)
        readings = [reading for number in numbers(evidence.quote) for reading in number.readings]
        if abs(answer) in map(abs, readings):
            return money(answer), evidence
        self.corrected.append(name)
        return (money(readings[0]), evidence) if len(readings) == 1 else None
