"""What a declared limit refuses, and the row that it becomes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.core.limits import Batch, Concurrent, Limit, LimitFault, Quiet, Rate, excludes


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Concurrent(0), "n must be a whole number"),
        (lambda: Concurrent(True), "n must be a whole number"),
        (lambda: Concurrent(1_000_001), "n must be a whole number"),
        (lambda: Concurrent(1, on_excess="queue"), "on_excess must be one of wait, skip, replace, latest"),  # type: ignore[arg-type]
        (lambda: Rate(1, every=0), "every must be seconds"),
        (lambda: Rate(1, every=float("nan")), "every must be seconds"),
        (lambda: Rate(1, every=1, burst=0), "burst must be a whole number"),
        (lambda: Rate(1, every=1, on_excess="latest"), "on_excess must be one of wait, skip"),  # type: ignore[arg-type]
        (lambda: Quiet(30, at_most=10), "at_most is shorter"),
        (lambda: Batch(10_001, within=1), "at most 10,000 events"),
        (lambda: Concurrent(1).called, "has neither name nor per"),
        (lambda: Concurrent(1, name="Open AI").called, "is no name of a limit"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(make: Callable[[], object], field: str) -> None:
    with pytest.raises(LimitFault, match=field):
        make()


def test_a_limit_is_called_by_its_name_or_else_by_its_key() -> None:
    assert Concurrent(1, per="customer.id").called == "customer.id"
    assert Concurrent(1, per="customer.id", name="openai").called == "openai"


@pytest.mark.parametrize(
    ("limit", "row"),
    [
        (Concurrent(5), {"n": 5, "on_excess": "wait"}),
        (Rate(100, every=60), {"n": 100, "every": 60, "burst": 1, "on_excess": "wait"}),
        (Quiet(30, at_most=300), {"every": 30, "at_most": 300, "collect": False}),
        (Batch(50, within=10), {"n": 50, "every": 10}),
    ],
)
def test_rows_hold_what_the_database_takes(limit: Limit, row: dict[str, object]) -> None:
    assert limit.row() == row


def test_only_some_let_jobs_take_each_others_place() -> None:
    assert [excludes(limit) for limit in (Concurrent(1), Rate(1, 1), Concurrent(1, on_excess="skip"))] == [
        False,
        False,
        True,
    ]
    assert excludes(Quiet(1))
    assert excludes(Batch(1, 1))
