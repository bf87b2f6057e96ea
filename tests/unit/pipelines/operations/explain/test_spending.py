"""A job's own calls are counted as often as they were sent; what it kept of another is not its own."""

from __future__ import annotations

from decimal import Decimal

from pipelines.operations.explain.spending import Spending, Spent, spending


def spent(calls: int, cost: str | None = None, **known: object) -> Spent:
    return Spent.model_validate(
        {"step": "s", "provider": "p", "calls": calls, "cost_usd": cost, "rows": 1, **known}
    )


def test_calls_are_those_that_were_sent_and_not_those_of_the_job_before() -> None:
    assert spending([spent(10), spent(2), spent(5, kept=True)]) == Spending(12, None, partly=False)


def test_a_cost_that_is_known_for_some_calls_only_says_so() -> None:
    known, unknown = spent(1, "0.25", priced=1), spent(3)
    assert spending([known, unknown]) == Spending(4, Decimal("0.25"), partly=True)
    assert spending([known]) == Spending(1, Decimal("0.25"), partly=False)
    assert spending([]) == Spending(0, None, partly=False)
