"""What tokens cost, as of a date, and what several calls cost together. An unknown price is None, never 0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from steps.core.models import Usage

# USD for 1,000,000 tokens, standard processing, as OpenAI listed them in June 2026: gpt-5.4-nano as on
# developers.openai.com/api/docs/models/gpt-5.4-nano, the others as copied by morphllm.com/openai-api-pricing.
# Above 272,000 input tokens other prices hold, which are not in this table.
TABLE = "openai-2026-06"
LONG_INPUT = 272_000


@dataclass(frozen=True)
class Price:
    input: Decimal
    cached_input: Decimal
    output: Decimal


def _price(input: str, cached_input: str, output: str) -> Price:
    return Price(Decimal(input), Decimal(cached_input), Decimal(output))


PRICES = {
    "gpt-5.5": _price("5.00", "0.50", "30.00"),
    "gpt-5.4": _price("2.50", "0.25", "15.00"),
    "gpt-5.4-mini": _price("0.75", "0.075", "4.50"),
    "gpt-5.4-nano": _price("0.20", "0.02", "1.25"),
}
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def cost(model: str, usage: Usage) -> Decimal | None:
    """USD for these tokens; None for a model, or a size of input, whose price is not in the table."""
    price = PRICES.get(_SNAPSHOT.sub("", model))
    if price is None or usage.input_tokens > LONG_INPUT:
        return None
    fresh = usage.input_tokens - usage.cached_input_tokens
    cached = usage.cached_input_tokens
    return (
        fresh * price.input + cached * price.cached_input + usage.output_tokens * price.output
    ) / 1_000_000


def total(usages: Iterable[Usage]) -> Usage:
    """The sum of several calls. One unknown cost makes the sum unknown."""
    usages = list(usages)
    costs = [usage.cost_usd for usage in usages]
    known = [one for one in costs if one is not None]
    return Usage(
        requests=sum(usage.requests for usage in usages),
        input_tokens=sum(usage.input_tokens for usage in usages),
        cached_input_tokens=sum(usage.cached_input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        reasoning_tokens=sum(usage.reasoning_tokens for usage in usages),
        audio_seconds=sum(usage.audio_seconds for usage in usages),
        cost_usd=sum(known, Decimal(0)) if known and len(known) == len(costs) else None,
        price_table=next((usage.price_table for usage in usages if usage.price_table), None),
    )
