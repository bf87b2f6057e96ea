"""One way to state an invoice, and one key for the same invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steps.core.models import Check
from steps.invoices.checks import arithmetic
from steps.invoices.conventions import conventional, is_negated, with_price_basis
from steps.invoices.duplicates import duplicate_key
from steps.invoices.judge import judged
from steps.invoices.models import Invoice, InvoiceResult, Line, Party, TaxRow, Totals

D = Decimal


def totals(**values: str) -> Totals:
    return Totals(**{name: Decimal(value) for name, value in values.items()})


def line(total: str, quantity: str | None = None) -> Line:
    return Line(n=1, description="a", line_total=D(total), quantity=quantity and D(quantity))


def test_a_credit_note_printed_with_a_minus_is_stated_without() -> None:
    printed = Invoice(
        document_type="credit_note", lines=[line("-20.48", "5")],
        tax_breakdown=[TaxRow(rate=D(20), base=D("-20.48"), amount=D("-4.10"))],
        totals=totals(net="-20.48", tax="-4.10", gross="-24.58"),
    )  # fmt: skip
    assert is_negated(printed)
    stated = conventional(printed)
    assert (stated.totals.net, stated.totals.gross, stated.totals.due) == (D("20.48"), D("24.58"), D("24.58"))
    assert (stated.lines[0].line_total, stated.lines[0].quantity) == (D("20.48"), 5)
    assert stated.tax_breakdown[0].amount == D("4.10")
    assert all(check.passed for check in arithmetic(stated))


def test_other_documents_keep_their_sign() -> None:
    correction = Invoice(totals=totals(net="-7.67", tax="-1.12", gross="-8.79"))
    assert conventional(correction).totals.gross == D("-8.79")
    positive = Invoice(document_type="credit_note", totals=totals(net="40", tax="8", gross="48"))
    assert conventional(positive).totals.gross == 48


def test_sums_that_follow_from_printed_ones() -> None:
    rows = [TaxRow(amount=D("19.25")), TaxRow(amount=D("37.62"))]
    stated = conventional(
        Invoice(tax_breakdown=rows, totals=totals(net="473.00", gross="529.87", prepaid="29.87"))
    )
    assert (stated.totals.tax, stated.totals.due) == (D("56.87"), D("500.00"))
    assert conventional(Invoice(totals=totals(tax="1.90", gross="11.90"))).totals.net == D("10.00")
    wrong = conventional(Invoice(tax_breakdown=rows, totals=totals(net="473.00", gross="530.00")))
    assert [check.code for check in arithmetic(wrong) if not check.passed] == ["BR-CO-15"]


def test_lines_tell_whether_prices_include_tax() -> None:
    sums = totals(net="10.00", tax="1.90", gross="11.90")
    assert conventional(Invoice(lines=[line("11.90")], totals=sums)).prices_include_tax is True
    assert conventional(Invoice(lines=[line("10.00")], totals=sums)).prices_include_tax is False
    assert conventional(Invoice(lines=[line("5.00")], totals=sums)).prices_include_tax is None
    assert with_price_basis(Invoice(totals=sums)).prices_include_tax is None


def test_the_same_bill_has_the_same_key_however_it_is_spelled() -> None:
    one = Invoice(
        invoice_number="RE-2024/07", issue_date=date(2024, 5, 1), currency="EUR",
        supplier=Party(name="Müller & Söhne GmbH"),
        totals=totals(gross="-119.00"),
    )  # fmt: skip
    other = one.model_copy(
        update={
            "invoice_number": "re 2024 07",
            "supplier": Party(name="MULLER SOHNE"),
            "totals": totals(gross="119"),
        }
    )
    assert duplicate_key(one) == duplicate_key(other) == "muller sohne|re202407|2024-05-01|119.00|eur"
    with_number = one.model_copy(update={"supplier": Party(name="x", vat_id="DE 136 695 976")})
    assert duplicate_key(with_number).startswith("de136695976|")
    assert duplicate_key(one.model_copy(update={"invoice_number": "RE-2024/08"})) != duplicate_key(one)


WHOLE = Invoice(
    invoice_number="1",
    issue_date=date(2024, 5, 1),
    currency="EUR",
    supplier=Party(name="a"),
    totals=totals(gross="1"),
)


def judge(invoice: Invoice, *checks: Check, doubts: tuple[str, ...] = ()) -> InvoiceResult:
    return judged(invoice, method="text_layer", fields=[], arithmetic=[], others=checks, doubts=doubts)


def test_errors_gaps_and_doubts_ask_for_a_person() -> None:
    assert judge(WHOLE).needs_review is False
    assert judge(WHOLE, Check.of("x", False, "odd", "warn")).needs_review is False
    assert judge(WHOLE, Check.of("x", False, "wrong")).review_reasons == ["wrong"]
    assert judge(WHOLE, doubts=("totals: two",)).review_reasons == ["totals: two"]
    assert judge(Invoice()).review_reasons == [
        "there is no invoice number", "there is no issue date", "there is no currency", "there is no supplier",
        "there is no gross total",
    ]  # fmt: skip


def test_what_is_sound_is_said_by_kind() -> None:
    result = judge(
        WHOLE, Check.of("iban", False, "wrong", "warn"), Check.of("due-date", False, "early", "warn")
    )
    assert (result.validation.arithmetic_ok, result.validation.ids_ok, result.validation.dates_ok) == (
        True,
        False,
        False,
    )
