"""What a job sent to providers, and what it cost: how often and how much, by step and in all. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from steps.core.models import Model


class Spent(Model):
    """Calls of a provider that a step made, each as often as it was sent; they are `rows` of the ledger. `cost_usd` is
    of the `priced` ones, null where no price is known. `kept`: an earlier job made them, whose step this one keeps."""

    step: str
    provider: str
    calls: int
    cost_usd: Decimal | None
    kept: bool = False
    rows: int = 0
    priced: int = 0


@dataclass(frozen=True)
class Spending:
    """What the job itself made, without what it kept; `partly`: some of its calls have a price and some none."""

    calls: int
    cost_usd: Decimal | None
    partly: bool


def spending(spent: Iterable[Spent]) -> Spending:
    own = [each for each in spent if not each.kept]
    costs = [each.cost_usd for each in own if each.cost_usd is not None]
    priced = sum(each.priced for each in own)
    return Spending(
        calls=sum(each.calls for each in own),
        cost_usd=sum(costs, Decimal(0)) if costs else None,
        partly=0 < priced < sum(each.rows for each in own),
    )
