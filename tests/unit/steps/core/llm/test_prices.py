"""What tokens cost: exact where the price is known, nothing where it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steps.core.llm.prices import LONG_INPUT, cost, total
from steps.core.models import Usage

MILLION = Usage(input_tokens=200_000, cached_input_tokens=100_000, output_tokens=10_000)


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        ("gpt-5.4-mini", "0.1275"),  # 0.1 M at 0.75, 0.1 M at 0.075, 0.01 M at 4.50
        ("gpt-5.4-mini-2026-03-17", "0.1275"),
        ("gpt-5.4-nano", "0.0345"),
        ("rules-1", None),
        ("llama-4", None),
        ("gpt-5.4-mini-of-my-own", None),
    ],
)
def test_cost(model: str, usd: str | None) -> None:
    assert cost(model, MILLION) == (None if usd is None else Decimal(usd))


def test_a_long_input_has_another_price_which_is_not_known() -> None:
    assert cost("gpt-5.4-mini", Usage(input_tokens=LONG_INPUT)) is not None
    assert cost("gpt-5.4-mini", Usage(input_tokens=LONG_INPUT + 1)) is None


def test_the_sum_of_calls() -> None:
    one = Usage(
        requests=1, input_tokens=10, cached_input_tokens=2, output_tokens=5, reasoning_tokens=1,
        audio_seconds=1.5, cost_usd=Decimal("0.01"), price_table="t",
    )  # fmt: skip
    assert total([one, one]) == Usage(
        requests=2, input_tokens=20, cached_input_tokens=4, output_tokens=10, reasoning_tokens=2,
        audio_seconds=3.0, cost_usd=Decimal("0.02"), price_table="t",
    )  # fmt: skip


def test_one_unknown_cost_makes_the_sum_unknown() -> None:
    assert total([Usage(cost_usd=Decimal(1)), Usage()]).cost_usd is None
    assert total([]) == Usage()
