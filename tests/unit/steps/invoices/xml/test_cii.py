"""Cross Industry Invoices of every profile become one model."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from steps.invoices.models import Line
from steps.invoices.xml.cii import read_cii
from steps.invoices.xml.reader import read_xml


def test_the_whole_sample(sample_xml: str) -> None:
    read = read_cii(read_xml(sample_xml.encode()).root)
    invoice = read.invoice
    assert (read.guideline, read.type_code, read.faults) == ("urn:cen.eu:en16931:2017", "380", [])
    assert (invoice.invoice_number, invoice.issue_date) == ("LH-2026-0317", date(2026, 3, 17))
    assert (invoice.due_date, invoice.currency, invoice.purchase_order) == (
        date(2026, 3, 31),
        "EUR",
        "PO-88120",
    )
    assert (invoice.service_start, invoice.service_end) == (date(2026, 3, 12), date(2026, 3, 12))
    assert invoice.supplier.name == "Lindenhof Nursery GmbH"
    assert (invoice.supplier.address, invoice.supplier.country) == ("Gartenweg 7, 04109 Leipzig", "DE")
    assert (invoice.supplier.vat_id, invoice.customer.name) == ("DE281144174", "Hotel Seeblick KG")
    assert invoice.payment.iban == "DE41500105170123456789"
    assert invoice.payment.method == "SEPA credit transfer"
    assert [(line.quantity, line.unit, line.line_total) for line in invoice.lines] == [
        (24, "piece", Decimal("444.00")), (12, "piece", Decimal("153.00")),
        (Decimal("16.5"), "hour", Decimal("759.00")),
    ]  # fmt: skip
    assert str(invoice.totals.gross) == "1529.51"
    assert [(row.rate, row.base, row.amount) for row in invoice.tax_breakdown] == [
        (7, Decimal("597.00"), Decimal("41.79")), (19, Decimal("748.50"), Decimal("142.22")),
    ]  # fmt: skip
    assert [(entry.reason, entry.amount) for entry in invoice.allowances] == [
        ("Regular customer", Decimal("10.50"))
    ]
    assert read.raw["issue_date"] == "20260317"


def line(xml: str, settlement: str = "") -> list[Line]:
    sums = "SpecifiedTradeSettlementLineMonetarySummation"
    total = f"<{sums}><LineTotalAmount>90</LineTotalAmount></{sums}>"
    root = read_xml(
        f"<CrossIndustryInvoice><SupplyChainTradeTransaction><IncludedSupplyChainTradeLineItem>{xml}"
        f"<SpecifiedLineTradeSettlement>{settlement}{total}</SpecifiedLineTradeSettlement>"
        "</IncludedSupplyChainTradeLineItem></SupplyChainTradeTransaction></CrossIndustryInvoice>".encode()
    ).root
    return read_cii(root).invoice.lines


def test_a_price_for_many_becomes_a_price_for_one() -> None:
    [read] = line(
        "<SpecifiedLineTradeAgreement><NetPriceProductTradePrice><ChargeAmount>45.00</ChargeAmount>"
        "<BasisQuantity>100</BasisQuantity></NetPriceProductTradePrice></SpecifiedLineTradeAgreement>"
    )
    assert read.unit_price == Decimal("0.45")


def test_allowances_and_charges_of_a_line_become_one_discount() -> None:
    [read] = line(
        "",
        "<SpecifiedTradeAllowanceCharge><ChargeIndicator><Indicator>false</Indicator></ChargeIndicator>"
        "<ActualAmount>15</ActualAmount></SpecifiedTradeAllowanceCharge>"
        "<SpecifiedTradeAllowanceCharge><ChargeIndicator><Indicator>true</Indicator></ChargeIndicator>"
        "<ActualAmount>5</ActualAmount></SpecifiedTradeAllowanceCharge>",
    )
    assert read.discount == 10


@pytest.mark.parametrize("status", ["GROUP", "INFORMATION"])
def test_groups_are_not_billed(status: str) -> None:
    reason = f"<LineStatusReasonCode>{status}</LineStatusReasonCode>"
    assert not line(f"<AssociatedDocumentLineDocument>{reason}</AssociatedDocumentLineDocument>")


def test_notes_without_a_total_are_no_lines() -> None:
    root = read_xml(
        b"<CrossIndustryDocument><SpecifiedSupplyChainTradeTransaction><IncludedSupplyChainTradeLineItem/>"
        b"</SpecifiedSupplyChainTradeTransaction></CrossIndustryDocument>"
    ).root
    assert not read_cii(root).invoice.lines


def test_zugferd_1_has_the_same_tree_under_other_names() -> None:
    root = read_xml(
        b"<CrossIndustryDocument><HeaderExchangedDocument><ID>4</ID><TypeCode>380</TypeCode></HeaderExchangedDocument>"
        b"<SpecifiedSupplyChainTradeTransaction><ApplicableSupplyChainTradeAgreement><SellerTradeParty><Name>S</Name>"
        b"</SellerTradeParty></ApplicableSupplyChainTradeAgreement><ApplicableSupplyChainTradeSettlement>"
        b"<SpecifiedTradeSettlementMonetarySummation><GrandTotalAmount>1.5</GrandTotalAmount>"
        b"</SpecifiedTradeSettlementMonetarySummation></ApplicableSupplyChainTradeSettlement>"
        b"</SpecifiedSupplyChainTradeTransaction></CrossIndustryDocument>"
    ).root
    invoice = read_cii(root).invoice
    assert (invoice.invoice_number, invoice.supplier.name, str(invoice.totals.gross)) == ("4", "S", "1.50")


def test_tax_in_the_invoices_own_currency_counts(sample_xml: str) -> None:
    two = sample_xml.replace(
        '<ram:TaxTotalAmount currencyID="EUR">',
        '<ram:TaxTotalAmount currencyID="GBP">160.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">',
    )
    assert read_cii(read_xml(two.encode()).root).invoice.totals.tax == Decimal("184.01")


def test_allowances_lose_a_minus_that_their_sum_does_not_have(sample_xml: str) -> None:
    negative = sample_xml.replace("<ram:ActualAmount>10.50", "<ram:ActualAmount>-10.50")
    assert read_cii(read_xml(negative.encode()).root).invoice.allowances[0].amount == Decimal("10.50")


def test_what_cannot_be_read_is_named_and_null(sample_xml: str) -> None:
    broken = sample_xml.replace("1529.51</ram:GrandTotalAmount>", "EUR 1529,51</ram:GrandTotalAmount>")
    broken = broken.replace(">20260317<", ">20269999<").replace(">20260331<", ">soon<")
    read = read_cii(read_xml(broken.encode()).root)
    assert read.faults == ["DateTimeString is not a date", "GrandTotalAmount is not a number"]
    assert read.oddities == ["DateTimeString is not a date"]
    assert read.invoice.totals.gross is None
    assert read.invoice.issue_date is None
