"""The tables are whole: every name in them exists, every pattern compiles, no code is in two ranges."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from steps.expenses.policy import LIMITS
from steps.expenses.tables.kinds import kinds
from steps.expenses.tables.reader import rows
from steps.expenses.wire import KindName


@pytest.mark.parametrize("table", ["merchants.csv", "keywords.csv", "mcc_kinds.csv"])
def test_every_row_names_a_kind(table: str) -> None:
    assert {row["kind"] for row in rows(table)} <= kinds().keys()


@pytest.mark.parametrize(("table", "column"), [("merchants.csv", "alias"), ("keywords.csv", "pattern")])
def test_every_pattern_compiles_and_needs_at_least_two_characters(table: str, column: str) -> None:
    for row in rows(table):
        pattern = re.compile(row[column])
        assert not pattern.search(""), row
        assert not pattern.fullmatch("x"), row


def test_a_model_may_choose_from_all_kinds_and_no_others() -> None:
    assert set(get_args(KindName)) == kinds().keys()


def test_limits_are_set_for_kinds() -> None:
    assert LIMITS.keys() <= kinds().keys()


def test_merchant_category_codes_are_ranged_once() -> None:
    spans = [(row["first"], row["last"]) for row in rows("mcc_kinds.csv")]
    for first, last in spans:
        assert re.fullmatch(r"\d{4}", first)
        assert re.fullmatch(r"\d{4}", last)
        assert first <= last
    single = {first for first, last in spans if first == last}
    wide = [(first, last) for first, last in spans if first < last]
    for at, (first, last) in enumerate(wide):
        assert all(last < other[0] or other[1] < first for other in wide[at + 1 :]), (first, last)
        assert not [code for code in single if first <= code <= last and code not in ("5441", "5462")]


def test_all_codes_of_the_public_list_are_described() -> None:
    codes = rows("mcc_codes.csv")
    assert len(codes) == len({row["mcc"] for row in codes}) == 981
    assert all(row["description"] for row in codes)


def test_there_are_at_least_three_hundred_merchants() -> None:
    assert sum(row["alias"].count("|") + 1 for row in rows("merchants.csv")) > 300


def test_only_what_is_not_an_expense_of_the_business_has_no_line_in_schedule_c() -> None:
    without = {kind.category for kind in kinds().values() if kind.schedule_c_line is None}
    assert without == {"not_deductible", "uncategorized"}
    for kind in kinds().values():
        if kind.category == "not_deductible":
            assert kind.deductible_pct == 0
        if kind.category == "meals":
            assert (kind.deductible_pct, kind.schedule_c_line) == (50, "24b")
