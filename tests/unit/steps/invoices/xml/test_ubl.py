"""UBL invoices and credit notes become the same model as CII ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steps.invoices.xml.electronic import Electronic
from steps.invoices.xml.reader import read_xml
from steps.invoices.xml.ubl import read_ubl


def ubl(root: str, body: str) -> Electronic:
    return read_ubl(read_xml(f"<{root}>{body}</{root}>".encode()).root)


PARTY = (
    "<AccountingSupplierParty><Party><EndpointID schemeID='EM'>a@b.example</EndpointID>"
    "<PartyName><Name>Shop</Name></PartyName>"
    "<PostalAddress><StreetName>Weg 1</StreetName><CityName>Ort</CityName><PostalZone>12345</PostalZone><Country>"
    "<IdentificationCode>DE</IdentificationCode></Country></PostalAddress>"
    "<PartyTaxScheme><CompanyID>DE136695976</CompanyID><TaxScheme><ID>VAT</ID></TaxScheme></PartyTaxScheme>"
    "<PartyTaxScheme><CompanyID>12/345</CompanyID><TaxScheme><ID>FC</ID></TaxScheme></PartyTaxScheme>"
    "{legal}</Party></AccountingSupplierParty>"
)


def test_the_registered_name_counts_and_the_trading_name_stands_in() -> None:
    legal = "<PartyLegalEntity><RegistrationName>Shop GmbH</RegistrationName></PartyLegalEntity>"
    assert ubl("Invoice", PARTY.format(legal=legal)).invoice.supplier.name == "Shop GmbH"
    supplier = ubl("Invoice", PARTY.format(legal="")).invoice.supplier
    assert (supplier.name, supplier.address, supplier.country) == ("Shop", "Weg 1, 12345 Ort", "DE")
    assert (supplier.vat_id, supplier.tax_id, supplier.email) == ("DE136695976", "12/345", "a@b.example")


def test_heads_and_sums() -> None:
    read = ubl(
        "Invoice",
        "<CustomizationID>urn:cen.eu:en16931:2017</CustomizationID><ID>7</ID><IssueDate>2024-02-29</IssueDate>"
        "<DueDate>2024-03-14</DueDate><InvoiceTypeCode>380</InvoiceTypeCode>"
        "<DocumentCurrencyCode>EUR</DocumentCurrencyCode>"
        "<OrderReference><ID>O-1</ID></OrderReference>"
        "<PaymentMeans><PaymentMeansCode>30</PaymentMeansCode><PayeeFinancialAccount>"
        "<ID>DE02 1203 0000 0000 2020 51</ID></PayeeFinancialAccount></PaymentMeans>"
        "<AllowanceCharge><ChargeIndicator>true</ChargeIndicator><AllowanceChargeReason>Post</AllowanceChargeReason>"
        "<Amount>5</Amount></AllowanceCharge>"
        "<TaxTotal><TaxAmount currencyID='USD'>1</TaxAmount></TaxTotal>"
        "<TaxTotal><TaxAmount currencyID='EUR'>19.95</TaxAmount><TaxSubtotal><TaxableAmount>105</TaxableAmount>"
        "<TaxAmount>19.95</TaxAmount><TaxCategory><ID>S</ID><Percent>19.00</Percent></TaxCategory></TaxSubtotal></TaxTotal>"
        "<LegalMonetaryTotal><LineExtensionAmount>100</LineExtensionAmount><TaxExclusiveAmount>105</TaxExclusiveAmount>"
        "<TaxInclusiveAmount>124.95</TaxInclusiveAmount><PayableAmount>124.95</PayableAmount></LegalMonetaryTotal>",
    )
    invoice = read.invoice
    assert (invoice.issue_date, invoice.due_date) == (date(2024, 2, 29), date(2024, 3, 14))
    assert (invoice.purchase_order, invoice.payment.iban) == ("O-1", "DE02120300000000202051")
    assert (str(invoice.totals.line_sum), str(invoice.totals.tax)) == ("100.00", "19.95")
    assert [(entry.reason, entry.amount) for entry in invoice.charges] == [("Post", 5)]
    assert [(row.rate, row.category) for row in invoice.tax_breakdown] == [(19, "S")]


def test_a_credit_note() -> None:
    read = ubl(
        "CreditNote",
        "<ID>G-1</ID><CreditNoteTypeCode>381</CreditNoteTypeCode><PaymentMeans><PaymentDueDate>2024-05-01</PaymentDueDate>"
        "</PaymentMeans><CreditNoteLine><CreditedQuantity unitCode='HUR'>2.0</CreditedQuantity>"
        "<LineExtensionAmount>80</LineExtensionAmount><Item><Name>Work</Name></Item><Price><PriceAmount>400</PriceAmount>"
        "<BaseQuantity>10</BaseQuantity></Price></CreditNoteLine>",
    )
    [line] = read.invoice.lines
    assert (read.invoice.document_type, read.invoice.due_date) == ("credit_note", date(2024, 5, 1))
    assert (line.quantity, line.unit, line.unit_price) == (2, "hour", Decimal("40.00"))


def test_an_account_that_is_no_iban_and_money_for_somebody_else() -> None:
    read = ubl(
        "Invoice",
        "<PaymentMeans><PayeeFinancialAccount><ID>12345678</ID></PayeeFinancialAccount></PaymentMeans>"
        "<PrepaidPayment><PaidAmount>2.50</PaidAmount></PrepaidPayment>",
    )
    assert (read.invoice.payment.iban, read.invoice.payment.account) == (None, "12345678")
    assert read.stated.third_party == Decimal("2.50")
