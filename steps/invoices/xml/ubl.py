"""OASIS UBL 2 invoices and credit notes as EN 16931, XRechnung and Peppol write them, read into one model."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from steps.core.text.account_numbers import is_iban
from steps.invoices.checks import Stated
from steps.invoices.codes import document_type_of, means_of, unit_of
from steps.invoices.models import Allowance, Invoice, Line, Party, Payment, TaxRow, Totals
from steps.invoices.money import plain, total_of
from steps.invoices.xml.electronic import Electronic, Values, discount_of, unsigned
from steps.invoices.xml.reader import Node

ROOTS = {
    "Invoice": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "CreditNote": "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
}
_EMPTY = Node("", {})


def read_ubl(root: Node) -> Electronic:
    values = Values()
    currency = root.value("DocumentCurrencyCode")
    code = root.value("InvoiceTypeCode|CreditNoteTypeCode")
    sums = root.at("LegalMonetaryTotal") or _EMPTY
    means = list(root.all("PaymentMeans"))
    taxes = _tax_total(root, currency)
    delivered = values.day(root.at("Delivery", "ActualDeliveryDate"))
    period = root.at("InvoicePeriod") or _EMPTY
    due = [root.at("DueDate"), *(node.at("PaymentDueDate") for node in means)]
    charges = list(_charges(root, values))
    stated_allowances = values.money(sums.at("AllowanceTotalAmount"))
    third_party = [values.money(node.at("PaidAmount")) or Decimal(0) for node in root.all("PrepaidPayment")]
    invoice = Invoice(
        document_type="credit_note" if root.name == "CreditNote" else document_type_of(code),
        invoice_number=root.value("ID"),
        issue_date=values.day(root.at("IssueDate"), essential=True),
        due_date=max((day for node in due if (day := values.day(node))), default=None),
        service_start=values.day(period.at("StartDate")) or delivered,
        service_end=values.day(period.at("EndDate")) or delivered,
        currency=currency,
        supplier=_party(root.at("AccountingSupplierParty", "Party") or _EMPTY),
        customer=_party(root.at("AccountingCustomerParty", "Party") or _EMPTY),
        purchase_order=root.value("OrderReference", "ID"),
        payment=_payment(root, means),
        lines=[_line(n, node, values) for n, node in enumerate(root.all("InvoiceLine", "CreditNoteLine"), 1)],
        allowances=unsigned([entry for is_charge, entry in charges if not is_charge], stated_allowances),
        charges=[entry for is_charge, entry in charges if is_charge],
        tax_breakdown=[_tax_row(node, values) for node in taxes.all("TaxSubtotal")],
        totals=Totals(
            line_sum=values.money(sums.at("LineExtensionAmount")),
            net=values.money(sums.at("TaxExclusiveAmount")),
            tax=values.money(taxes.at("TaxAmount")),
            gross=values.money(sums.at("TaxInclusiveAmount")),
            prepaid=values.money(sums.at("PrepaidAmount")),
            rounding=values.money(sums.at("PayableRoundingAmount")),
            due=values.money(sums.at("PayableAmount")),
        ),
        prices_include_tax=False,
    )
    raw = {
        "invoice_number": root.value("ID"), "issue_date": root.value("IssueDate"), "currency": currency,
        "supplier.name": invoice.supplier.name, "totals.net": sums.value("TaxExclusiveAmount"),
        "totals.tax": taxes.value("TaxAmount"), "totals.gross": sums.value("TaxInclusiveAmount"),
        "totals.due": sums.value("PayableAmount"),
    }  # fmt: skip
    return Electronic(
        syntax="ubl",
        guideline=root.value("CustomizationID"),
        type_code=code,
        test=False,
        invoice=invoice,
        stated=Stated(
            stated_allowances,
            values.money(sums.at("ChargeTotalAmount")),
            total_of(third_party) if third_party else None,
        ),
        raw={name: text for name, text in raw.items() if text},
        faults=values.faults,
        oddities=values.oddities,
    )


def _tax_total(root: Node, currency: str | None) -> Node:
    """Tax may be stated in two currencies; the document's own counts."""
    found = list(root.all("TaxTotal"))
    for node in found:
        amount = node.at("TaxAmount")
        if amount and amount.attributes.get("currencyID") == currency:
            return node
    return next(iter(found), _EMPTY)


def _party(node: Node) -> Party:
    """The name is the registered one (BT-27, BT-44); the trading name stands in where there is none."""
    address = node.at("PostalAddress") or _EMPTY
    town = " ".join(filter(None, (address.value("PostalZone"), address.value("CityName"))))
    parts = [
        address.value("StreetName"), address.value("AdditionalStreetName"), address.value("AddressLine", "Line"), town,
    ]  # fmt: skip
    taxes = {
        scheme.value("TaxScheme", "ID"): scheme.value("CompanyID")
        for scheme in node.all("PartyTaxScheme")
        if scheme.value("CompanyID")
    }
    vat_id = taxes.pop("VAT", None)
    endpoint = node.at("EndpointID")
    mailbox = endpoint.text.strip() if endpoint and endpoint.attributes.get("schemeID") == "EM" else None
    return Party(
        name=node.value("PartyLegalEntity", "RegistrationName") or node.value("PartyName", "Name"),
        address=", ".join(part for part in parts if part) or None,
        country=address.value("Country", "IdentificationCode"),
        vat_id=vat_id,
        tax_id=next(iter(taxes.values()), None),
        email=node.value("Contact", "ElectronicMail") or mailbox,
        phone=node.value("Contact", "Telephone"),
    )


def _payment(root: Node, means: list[Node]) -> Payment:
    with_account = [node for node in means if node.at("PayeeFinancialAccount")]
    node = next(iter(with_account or means), _EMPTY)
    account = "".join((node.value("PayeeFinancialAccount", "ID") or "").split()) or None
    code = node.at("PaymentMeansCode")
    terms = [entry.value("Note") for entry in root.all("PaymentTerms")]
    looks_like_iban = bool(account) and (is_iban(account or "") or (account or "")[:2].isalpha())
    return Payment(
        iban=account if looks_like_iban else None,
        bic=node.value("PayeeFinancialAccount", "FinancialInstitutionBranch", "ID"),
        account=None if looks_like_iban else account,
        terms="; ".join(" ".join(text.split()) for text in terms if text) or None,
        method=(code.attributes.get("name") or means_of(code.text.strip())) if code else None,
    )


def _tax_row(node: Node, values: Values) -> TaxRow:
    return TaxRow(
        rate=plain(values.number(node.at("TaxCategory", "Percent"))),
        category=values.category(node.value("TaxCategory", "ID")),
        base=values.money(node.at("TaxableAmount")),
        amount=values.money(node.at("TaxAmount")) or Decimal("0.00"),
    )


def _charges(node: Node, values: Values) -> Iterable[tuple[bool, Allowance]]:
    """What is taken off (False) or added (True), on the whole invoice or on one line."""
    for entry in node.all("AllowanceCharge"):
        if (amount := values.money(entry.at("Amount"))) is not None:
            is_charge = (entry.value("ChargeIndicator") or "").lower() in ("true", "1")
            yield is_charge, Allowance(reason=entry.value("AllowanceChargeReason"), amount=amount)


def _line(n: int, node: Node, values: Values) -> Line:
    item = node.at("Item") or _EMPTY
    quantity = node.at("InvoicedQuantity|CreditedQuantity")
    price = node.at("Price") or _EMPTY
    return Line(
        n=n,
        description=" ".join((item.value("Name") or item.value("Description") or "").split()),
        quantity=plain(values.number(quantity)),
        unit=unit_of(quantity.attributes.get("unitCode")) if quantity else None,
        unit_price=values.unit_price(price.at("PriceAmount"), per=price.at("BaseQuantity")),
        discount=discount_of(_charges(node, values)),
        tax_rate=plain(values.number(item.at("ClassifiedTaxCategory", "Percent"))),
        line_total=values.money(node.at("LineExtensionAmount")),
        product_code=item.value("SellersItemIdentification", "ID")
        or item.value("StandardItemIdentification", "ID"),
    )
