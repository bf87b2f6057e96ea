"""UN/CEFACT Cross Industry Invoice as ZUGFeRD 1 and 2, Factur-X and XRechnung write it, read into one model.

ZUGFeRD 1 (CrossIndustryDocument) has the same tree under other names; where names differ, both stand here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from steps.invoices.checks import Stated
from steps.invoices.codes import document_type_of, means_of, unit_of
from steps.invoices.models import Allowance, Invoice, Line, Party, Payment, TaxRow, Totals
from steps.invoices.money import plain, total_of
from steps.invoices.xml.electronic import Electronic, Values, discount_of, unsigned
from steps.invoices.xml.reader import Node

ROOTS = {
    "CrossIndustryInvoice": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "CrossIndustryDocument": "urn:ferd:CrossIndustryDocument:invoice:1p0",
}
_CONTEXT = "ExchangedDocumentContext|SpecifiedExchangedDocumentContext"
_DOCUMENT = "ExchangedDocument|HeaderExchangedDocument"
_TRADE = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_DELIVERY = "ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery"
_SETTLEMENT = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMS = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_LINE = "IncludedSupplyChainTradeLineItem"
_LINE_AGREEMENT = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement"
_LINE_DELIVERY = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery"
_LINE_SETTLEMENT = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement"
_LINE_SUMS = "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_RATE = "RateApplicablePercent|ApplicablePercent"
_EMPTY = Node("", {})


def read_cii(root: Node) -> Electronic:
    values = Values()
    context, document = root.at(_CONTEXT) or _EMPTY, root.at(_DOCUMENT) or _EMPTY
    trade = root.at(_TRADE) or _EMPTY
    agreement, delivery = trade.at(_AGREEMENT) or _EMPTY, trade.at(_DELIVERY) or _EMPTY
    settlement = trade.at(_SETTLEMENT) or _EMPTY
    sums = settlement.at(_SUMS) or _EMPTY
    currency = settlement.value("InvoiceCurrencyCode")
    period = settlement.at("BillingSpecifiedPeriod") or _EMPTY
    delivered = values.day(_date(delivery.at("ActualDeliverySupplyChainEvent", "OccurrenceDateTime")))
    issued = _date(document.at("IssueDateTime"))
    charges = list(_charges(settlement, values))
    stated_allowances = values.money(sums.at("AllowanceTotalAmount"))
    line_sum = values.money(sums.at("LineTotalAmount"))
    tax = _in_currency(sums.all("TaxTotalAmount"), currency)
    invoice = Invoice(
        document_type=document_type_of(document.value("TypeCode")),
        invoice_number=document.value("ID"),
        issue_date=values.day(issued, essential=True),
        due_date=_due(settlement, values),
        service_start=values.day(_date(period.at("StartDateTime"))) or delivered,
        service_end=values.day(_date(period.at("EndDateTime"))) or delivered,
        currency=currency,
        supplier=_party(agreement.at("SellerTradeParty") or _EMPTY),
        customer=_party(agreement.at("BuyerTradeParty") or _EMPTY),
        purchase_order=agreement.value("BuyerOrderReferencedDocument", "IssuerAssignedID|ID"),
        payment=_payment(settlement),
        lines=_lines(trade, values, line_sum),
        allowances=unsigned([entry for is_charge, entry in charges if not is_charge], stated_allowances),
        charges=[entry for is_charge, entry in charges if is_charge],
        tax_breakdown=[_tax_row(node, values) for node in settlement.all("ApplicableTradeTax")],
        totals=Totals(
            line_sum=line_sum,
            net=values.money(sums.at("TaxBasisTotalAmount")),
            tax=values.money(tax),
            gross=values.money(_in_currency(sums.all("GrandTotalAmount"), currency)),
            prepaid=values.money(sums.at("TotalPrepaidAmount")),
            rounding=values.money(sums.at("RoundingAmount")),
            due=values.money(sums.at("DuePayableAmount")),
        ),
        prices_include_tax=False,
    )
    raw = {
        "invoice_number": document.value("ID"), "issue_date": issued.text.strip() if issued else None,
        "currency": currency, "supplier.name": invoice.supplier.name,
        "totals.net": sums.value("TaxBasisTotalAmount"), "totals.tax": tax.text.strip() if tax else None,
        "totals.gross": sums.value("GrandTotalAmount"), "totals.due": sums.value("DuePayableAmount"),
    }  # fmt: skip
    return Electronic(
        syntax="cii",
        guideline=context.value("GuidelineSpecifiedDocumentContextParameter", "ID"),
        type_code=document.value("TypeCode"),
        test=(context.value("TestIndicator", "Indicator") or "").lower() in ("true", "1"),
        invoice=invoice,
        stated=Stated(stated_allowances, values.money(sums.at("ChargeTotalAmount"))),
        raw={name: text for name, text in raw.items() if text},
        faults=values.faults,
        oddities=values.oddities,
    )


def _date(node: Node | None) -> Node | None:
    return node.at("DateTimeString|DateTime|DateString|Date") if node else None


def _in_currency(nodes: Iterable[Node], currency: str | None) -> Node | None:
    """Tax may be stated in two currencies; the invoice's own counts."""
    found = list(nodes)
    own = [node for node in found if node.attributes.get("currencyID", currency) == currency]
    return next(iter(own or found), None)


def _party(node: Node) -> Party:
    address = node.at("PostalTradeAddress") or _EMPTY
    town = " ".join(filter(None, (address.value("PostcodeCode"), address.value("CityName"))))
    parts = [*(address.value(name) for name in ("LineOne", "LineTwo", "LineThree")), town]
    taxes = {
        entry.attributes.get("schemeID"): entry.text.strip()
        for registration in node.all("SpecifiedTaxRegistration")
        for entry in registration.all("ID")
        if entry.text.strip()
    }
    contact = node.at("DefinedTradeContact") or _EMPTY
    endpoint = node.at("URIUniversalCommunication", "URIID")
    mailbox = endpoint.text.strip() if endpoint and endpoint.attributes.get("schemeID") == "EM" else None
    return Party(
        name=node.value("Name") or node.value("SpecifiedLegalOrganization", "TradingBusinessName"),
        address=", ".join(part for part in parts if part) or None,
        country=address.value("CountryID"),
        vat_id=taxes.get("VA"),
        tax_id=taxes.get("FC"),
        email=contact.value("EmailURIUniversalCommunication", "URIID|CompleteNumber") or mailbox,
        phone=contact.value("TelephoneUniversalCommunication", "CompleteNumber"),
    )


def _due(settlement: Node, values: Values) -> date | None:
    """The last date there is: earlier ones are for a discount or a part."""
    days = [
        values.day(_date(terms.at("DueDateDateTime")))
        for terms in settlement.all("SpecifiedTradePaymentTerms")
    ]
    return max((day for day in days if day), default=None)


def _payment(settlement: Node) -> Payment:
    means = list(settlement.all("SpecifiedTradeSettlementPaymentMeans"))
    with_account = [node for node in means if node.at("PayeePartyCreditorFinancialAccount")]
    node = next(iter(with_account or means), _EMPTY)
    terms = [entry.value("Description") for entry in settlement.all("SpecifiedTradePaymentTerms")]
    return Payment(
        iban="".join((node.value("PayeePartyCreditorFinancialAccount", "IBANID") or "").split()) or None,
        bic=node.value("PayeeSpecifiedCreditorFinancialInstitution", "BICID"),
        account=node.value("PayeePartyCreditorFinancialAccount", "ProprietaryID"),
        terms="; ".join(" ".join(text.split()) for text in terms if text) or None,
        method=node.value("Information") or means_of(node.value("TypeCode")),
    )


def _tax_row(node: Node, values: Values) -> TaxRow:
    return TaxRow(
        rate=plain(values.number(node.at(_RATE))),
        category=values.category(node.value("CategoryCode")),
        base=values.money(node.at("BasisAmount")),
        amount=values.money(node.at("CalculatedAmount")) or Decimal("0.00"),
    )


def _charges(node: Node, values: Values) -> Iterable[tuple[bool, Allowance]]:
    """What is taken off (False) or added (True), on the whole invoice or on one line."""
    for entry in node.all("SpecifiedTradeAllowanceCharge", "SpecifiedLogisticsServiceCharge"):
        amount = values.money(entry.at("ActualAmount|AppliedAmount"))
        is_charge = entry.name == "SpecifiedLogisticsServiceCharge" or (
            entry.value("ChargeIndicator", "Indicator") or entry.value("ChargeIndicator") or ""
        ).lower() in ("true", "1")
        if amount is not None:
            yield is_charge, Allowance(reason=entry.value("Reason|Description"), amount=amount)


def _lines(trade: Node, values: Values, line_sum: Decimal | None) -> list[Line]:
    """The billed lines. Notes have no total; groups and lines below lines are told by what they add up to."""
    billed = [
        node
        for node in trade.all(_LINE)
        if node.value(_LINE_SETTLEMENT, _LINE_SUMS, "LineTotalAmount")
        and node.value("AssociatedDocumentLineDocument", "LineStatusReasonCode")
        not in ("GROUP", "INFORMATION")
    ]
    top = [node for node in billed if not node.value("AssociatedDocumentLineDocument", "ParentLineID")]
    lines = [_billed(n, node, values) for n, node in enumerate(billed, 1)]
    if len(top) < len(billed) and total_of([line.line_total or Decimal(0) for line in lines]) != line_sum:
        return [_billed(n, node, Values()) for n, node in enumerate(top, 1)]
    return lines


def _billed(n: int, node: Node, values: Values) -> Line:
    product = node.at("SpecifiedTradeProduct") or _EMPTY
    settlement = node.at(_LINE_SETTLEMENT) or _EMPTY
    quantity = node.at(_LINE_DELIVERY, "BilledQuantity")
    price = node.at(_LINE_AGREEMENT, "NetPriceProductTradePrice") or _EMPTY
    return Line(
        n=n,
        description=" ".join((product.value("Name") or product.value("Description") or "").split()),
        quantity=plain(values.number(quantity)),
        unit=unit_of(quantity.attributes.get("unitCode")) if quantity else None,
        unit_price=values.unit_price(price.at("ChargeAmount"), per=price.at("BasisQuantity")),
        discount=discount_of(_charges(settlement, values)),
        tax_rate=plain(values.number(settlement.at("ApplicableTradeTax", _RATE))),
        line_total=values.money(settlement.at(_LINE_SUMS, "LineTotalAmount")),
        product_code=product.value("SellerAssignedID") or product.value("GlobalID"),
    )
