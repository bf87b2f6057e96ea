"""An invoice as XML says it, and what of that XML could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from steps.core.text.dates import valid_day
from steps.invoices.checks import Stated
from steps.invoices.models import Allowance, Category, Invoice
from steps.invoices.money import money, total_of
from steps.invoices.xml.reader import Node

Syntax = Literal["cii", "ubl"]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"})


@dataclass(frozen=True)
class Electronic:
    """`raw`: header values as written. `faults`: what is no number, date or code, though the invoice rests on it;
    `oddities`: the same, of lesser dates."""

    syntax: Syntax
    guideline: str | None
    type_code: str | None
    test: bool
    invoice: Invoice
    stated: Stated
    raw: dict[str, str]
    faults: list[str]
    oddities: list[str]


@dataclass
class Values:
    """Reads typed values out of nodes and remembers what was unreadable, by element name."""

    faults: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)

    def number(self, node: Node | None) -> Decimal | None:
        """The number exactly as written, so that 20.000 keeps its digits."""
        if node is None or not node.text.strip():
            return None
        if _NUMBER.fullmatch(node.text.strip()):
            return Decimal(node.text.strip())
        self.faults.append(f"{node.name} is not a number")
        return None

    def money(self, node: Node | None) -> Decimal | None:
        """An amount with at least two decimals; more only where they say something."""
        number = self.number(node)
        return None if number is None else money(number)

    def unit_price(self, amount: Node | None, *, per: Node | None) -> Decimal | None:
        """The price of one unit; `per` is the quantity that the amount pays for, one where it is not stated."""
        price, units = self.number(amount), self.number(per)
        return None if price is None else money(round(price / units, 6) if units else price)

    def day(self, node: Node | None, *, essential: bool = False) -> date | None:
        """A date as CII (format 102) or UBL writes it; a time after it is left out."""
        text = node.text.strip() if node else ""
        faults = self.faults if essential else self.oddities
        if node is None or not text:
            return None
        if (form := node.attributes.get("format")) not in (None, "102"):
            faults.append(f"{node.name} has the unknown format {form[:10]}")
        if (match := _DAY.match(text)) and (day := valid_day(*map(int, match.groups()))):
            return day
        faults.append(f"{node.name} is not a date")
        return None

    def category(self, text: str | None) -> Category | None:
        if text is not None and text not in _CATEGORIES:
            self.faults.append("a tax category is not in UNCL 5305")
            return None
        return cast(Category | None, text)


def unsigned(entries: list[Allowance], stated: Decimal | None) -> list[Allowance]:
    """Allowances without the minus that some write before them, where the stated sum of them has none."""
    if stated and total_of([entry.amount for entry in entries]) == -stated:
        return [entry.model_copy(update={"amount": -entry.amount}) for entry in entries]
    return entries


def discount_of(entries: Iterable[tuple[bool, Allowance]]) -> Decimal | None:
    """What is taken off a line, less what is added (True) to it; None where there is neither."""
    amounts = [-entry.amount if is_charge else entry.amount for is_charge, entry in entries]
    return total_of(amounts) if amounts else None
