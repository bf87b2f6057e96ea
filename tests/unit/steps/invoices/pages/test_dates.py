"""Printed dates, and which way their figures are read."""

from __future__ import annotations

from datetime import date

import pytest

from steps.invoices.pages.dates import dates, order_of


@pytest.mark.parametrize(
    "text",
    [
        "05.03.2018", "5.3.2018", "05.03.18", "2018-03-05", "2018/03/05", "5. März 2018", "5 mars 2018",
        "March 5, 2018",
        "05-Mar-2018", "5th of March 2018", "5 de marzo de 2018", "5 marzo 2018", "vom 05.03.2018 an", "Mar. 5 2018",
        "March 5 , 2018", "March 5,2018", "5 March , 2018",
    ],
)  # fmt: skip
def test_every_notation(text: str) -> None:
    [printed] = dates(text)
    assert printed.readings == (date(2018, 3, 5),)
    assert text[printed.start : printed.end] == printed.text


@pytest.mark.parametrize("text", ["KW 38/2013", "05 158 004", "RE-2018-03-05", "31.02.2018", "12 items 2020"])
def test_what_is_no_date(text: str) -> None:
    assert not dates(text)


def test_day_and_month_that_can_be_either_way() -> None:
    [printed] = dates("11/03/2017")
    assert (printed.day("day"), printed.day("month")) == (date(2017, 3, 11), date(2017, 11, 3))


def test_one_date_proves_the_order_of_all() -> None:
    assert order_of(["11/03/2017", "11/17/2017"], american=False, custom=False) == ("month", True)
    assert order_of(["11/03/2017", "17/11/2017"], american=True, custom=False) == ("day", True)


def test_without_proof_the_custom_decides_and_is_not_sure() -> None:
    assert order_of(["11/03/2017"], american=True, custom=False) == ("month", False)
    assert order_of(["11/03/2017"], american=False, custom=False) == ("day", False)
    assert order_of(["11/03/2017"], american=False, custom=True) == ("day", True)
