"""The sums of EN 16931: closed ones pass, open ones say by how much, and nothing is corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steps.core.models import Check
from steps.invoices.checks import Stated, arithmetic, closes, dates
from steps.invoices.models import Allowance, Invoice, Line, TaxRow, Totals

SOUND: dict[str, Any] = {
    "lines": [
        Line(n=1, description="a", quantity=Decimal(3), unit_price=Decimal("3.3333"), line_total=Decimal("10.00")),
    ],
    "allowances": [Allowance(amount=Decimal("1.00"))],
    "charges": [Allowance(amount=Decimal("0.50"))],
    "tax_breakdown": [TaxRow(rate=Decimal(19), base=Decimal("9.50"), amount=Decimal("1.81"))],
    "totals": Totals(
        line_sum=Decimal("10.00"), net=Decimal("9.50"), tax=Decimal("1.81"), gross=Decimal("11.31"),
        prepaid=Decimal("5.00"), rounding=Decimal("-0.01"), due=Decimal("6.30"),
    ),
}  # fmt: skip


def failed(checks: list[Check]) -> list[str]:
    return [check.code for check in checks if not check.passed]


def test_a_sound_invoice_passes_every_sum() -> None:
    checks = arithmetic(Invoice(**SOUND), Stated(Decimal("1.00"), Decimal("0.50")))
    assert failed(checks) == []
    assert {check.code for check in checks} == {
        "line-totals", "BR-CO-10", "BR-CO-11", "BR-CO-12", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17",
        "sign-of-total",
    }  # fmt: skip
    assert {check.severity for check in checks} == {"info"}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("line_sum", ["BR-CO-10", "BR-CO-13"]),
        ("net", ["BR-CO-13", "BR-CO-15"]),
        ("tax", ["BR-CO-14", "BR-CO-15"]),
        ("gross", ["BR-CO-15", "BR-CO-16"]),
        ("prepaid", ["BR-CO-16"]),
        ("due", ["BR-CO-16"]),
    ],
)
def test_a_cent_too_much_is_noticed(name: str, codes: list[str]) -> None:
    totals = SOUND["totals"].model_copy(update={name: getattr(SOUND["totals"], name) + Decimal("0.01")})
    checks = arithmetic(Invoice(**{**SOUND, "totals": totals}))
    assert failed(checks) == codes
    assert all(check.severity == "error" for check in checks if not check.passed)


def test_the_detail_says_what_it_should_be() -> None:
    totals = SOUND["totals"].model_copy(update={"gross": Decimal("12.31"), "due": None})
    [check] = [c for c in arithmetic(Invoice(**{**SOUND, "totals": totals})) if not c.passed]
    assert check.detail == "the gross total is 12.31, but it should be 11.31"


def test_tax_of_a_row_may_be_one_unit_off_by_rounding() -> None:
    def row(amount: str) -> Invoice:
        return Invoice(tax_breakdown=[TaxRow(rate=Decimal(19), base=Decimal("9.50"), amount=Decimal(amount))])

    assert failed(arithmetic(row("1.80"))) == []
    assert failed(arithmetic(row("2.81"))) == []
    assert failed(arithmetic(row("2.82"))) == ["BR-CO-17"]
    assert failed(arithmetic(row("0.80"))) == ["BR-CO-17"]


def test_sums_stated_without_their_parts_are_believed() -> None:
    totals = Totals(line_sum=Decimal(10), net=Decimal("9.50"))
    assert failed(arithmetic(Invoice(totals=totals), Stated(Decimal("1.00"), Decimal("0.50")))) == []
    assert failed(arithmetic(Invoice(totals=totals), Stated(Decimal("1.00")))) == ["BR-CO-13"]


def test_rounding_of_each_line_may_add_up_where_the_profile_says_so() -> None:
    totals = SOUND["totals"].model_copy(update={"line_sum": Decimal("10.01"), "net": None})
    assert failed(arithmetic(Invoice(**{**SOUND, "totals": totals}))) == ["BR-CO-10"]
    assert failed(arithmetic(Invoice(**{**SOUND, "totals": totals}), Stated(tolerance=Decimal("0.01")))) == []


def test_without_tax_net_is_gross() -> None:
    assert failed(arithmetic(Invoice(totals=Totals(net=Decimal(5), gross=Decimal(5))))) == []
    assert failed(arithmetic(Invoice(totals=Totals(net=Decimal(5), gross=Decimal(6))))) == ["BR-CO-15"]


def test_only_credit_notes_and_corrections_are_negative() -> None:
    totals = Totals(gross=Decimal("-5.00"))
    assert failed(arithmetic(Invoice(totals=totals))) == ["sign-of-total"]
    assert failed(arithmetic(Invoice(totals=totals), correction=True)) == []
    assert failed(arithmetic(Invoice(document_type="credit_note", totals=totals))) == []


def test_lines_with_tax_in_them_may_make_the_gross_total() -> None:
    line = Line(
        n=1, description="a", quantity=Decimal(1), unit_price=Decimal("11.90"), line_total=Decimal("11.90")
    )
    totals = Totals(line_sum=Decimal("11.90"), net=Decimal(10), tax=Decimal("1.90"), gross=Decimal("11.90"))
    invoice = Invoice(lines=[line], totals=totals, prices_include_tax=True)
    assert failed(arithmetic(invoice)) == []
    assert failed(arithmetic(invoice.model_copy(update={"prices_include_tax": False}))) == ["BR-CO-13"]


def test_a_line_closes_as_exactly_as_its_price_is_printed() -> None:
    line = Line(
        n=1, description="a", quantity=Decimal(10_000), unit_price=Decimal("0.0521"), line_total=Decimal(521)
    )
    assert closes(line)
    assert not closes(line.model_copy(update={"line_total": Decimal("522.00")}))
    assert closes(line.model_copy(update={"discount": Decimal(20), "line_total": Decimal(501)}))
    taxed = line.model_copy(update={"tax_rate": Decimal(19), "line_total": Decimal("619.99")})
    assert closes(taxed, with_tax=True)
    assert not closes(taxed)


def test_dates() -> None:
    late = Invoice(issue_date=date(2024, 5, 2), due_date=date(2024, 5, 1), service_start=date(2024, 5, 2),
                   service_end=date(2024, 5, 1))  # fmt: skip
    assert failed(dates(late)) == ["due-date", "service-period"]
    assert failed(dates(late.model_copy(update={"due_date": date(2024, 5, 2), "service_end": None}))) == []
