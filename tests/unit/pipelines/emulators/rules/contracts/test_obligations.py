"""Duties of one party, with what makes them definite."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.emulators.rules.contracts.obligations import duties
from steps.contracts.text.units import units


def only(text: str) -> tuple[str, date | None, str | None, str | None]:
    [duty] = duties(units(text), 5)
    return duty.party, duty.deadline, duty.recurrence, duty.trigger


def test_deadline() -> None:
    assert only("Supplier shall deliver the first batch of the Goods to the port by May 1, 2012.") == (
        "Supplier", date(2012, 5, 1), None, None,
    )  # fmt: skip


def test_recurrence() -> None:
    assert (
        only("Licensee shall send a report of all sales to the head office of Licensor monthly.")[2]
        == "monthly"
    )
    assert (
        only("Bank shall pay the fees in arrears, at the latest at the end of each calendar quarter.")[2]
        == "quarterly"
    )


def test_trigger() -> None:
    told = only("Upon termination of this Agreement, Reseller shall return all copies to the owner.")
    assert told[3] == "Upon termination of this Agreement"
    told = only("Buyer shall inspect the Goods within ten (10) days of their receipt at the warehouse.")
    assert told[3] == "within ten (10) days of their receipt at the warehouse"


@pytest.mark.parametrize(
    "text",
    [
        "The parties shall meet each month to discuss the progress of the project.",
        "This Agreement shall be governed by the laws of the State of New York.",
        "Licensee may terminate this Agreement upon sixty (60) days' written notice.",
        "Licensee shall be entitled to all of the profits of the joint business there.",
    ],
)
def test_no_duty_of_one_party(text: str) -> None:
    assert duties(units(text), 5) == []


def test_the_most_definite_are_kept_in_the_contracts_order() -> None:
    vague = "Licensee shall use all reasonable efforts to promote the sale of the Products. "
    text = vague * 3 + "Licensee shall pay $500 by May 1, 2012 to the account that Licensor names. " + vague
    found = duties(units(text), 2)
    assert [duty.deadline for duty in found] == [None, date(2012, 5, 1)]
