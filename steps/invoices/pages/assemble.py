"""From what a reader answered to an invoice: every value looked up in the document, every number as printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from steps.core.documents.read import DocumentText
from steps.core.models import Check, Evidence
from steps.invoices import wire
from steps.invoices.checks import cents, closes
from steps.invoices.codes import COUNTRIES, CURRENCIES
from steps.invoices.identifiers import compact
from steps.invoices.models import (
    Allowance,
    DocumentType,
    Invoice,
    Line,
    Party,
    Payment,
    ReadField,
    TaxRow,
    Totals,
)
from steps.invoices.money import money, plain
from steps.invoices.pages.amounts import names_currency
from steps.invoices.pages.dates import dates
from steps.invoices.pages.printed import Printed

_SURE, _DOUBTED = 0.9, 0.5


@dataclass
class Assembly:
    """One document, one answer. `invoice` may be called once; afterwards `fields` and `checks` know how it went."""

    document: DocumentText
    answer: wire.InvoiceWire
    our_vat_id: str | None = None
    fields: list[ReadField] = field(default_factory=list)
    printed: Printed = field(init=False)

    def __post_init__(self) -> None:
        self.printed = Printed(self.document)

    def invoice(self) -> Invoice:
        """Errors: PermanentError `ungrounded` when more than a fifth of the answer does not stand in the document."""
        said = self.answer
        kind: DocumentType = "invoice" if said.document_type == "corrected_invoice" else said.document_type
        invoice = Invoice(
            document_type=kind,
            invoice_number=self._text("invoice_number", said.invoice_number),
            issue_date=self._date("issue_date", said.issue_date),
            due_date=self._date("due_date", said.due_date),
            service_start=self._date("service_start", said.service_start),
            service_end=self._date("service_end", said.service_end),
            currency=self._currency(said.currency),
            supplier=self._party("supplier", said.supplier),
            customer=self._party("customer", said.customer),
            purchase_order=self._text("purchase_order", said.purchase_order),
            payment=self._payment(said.payment),
            lines=self._lines(),
            allowances=self._allowances(said.allowances),
            charges=self._allowances(said.charges),
            tax_breakdown=[row for entry in said.tax_breakdown if (row := self._tax_row(entry))],
            totals=self._totals(said.totals),
        )
        self.printed.grounding.require()
        return self._told_apart(invoice)

    @property
    def checks(self) -> list[Check]:
        named = ", ".join(dict.fromkeys(self.printed.corrected))
        detail = f"the printed number was kept for {named}" if named else "all numbers are those printed"
        return [self.printed.grounding.check(), Check.of("numbers-as-printed", not named, detail)]

    def _confidence(self, name: str) -> float:
        doubted = {doubt.field for doubt in self.answer.doubts}
        return _DOUBTED if name.partition(".")[0] in doubted else _SURE

    def _field(self, name: str, evidence: Evidence) -> None:
        self.fields.append(
            ReadField(name=name, raw=evidence.quote, confidence=self._confidence(name), evidence=evidence)
        )

    def _text(self, name: str, said: wire.WireText | None) -> str | None:
        """The value as it stands in the document; one that its own quote does not hold is not told."""
        if said is None:
            return None
        evidence = self.printed.first(said.quote)
        if evidence is None:
            return None
        if compact(said.value) not in compact(evidence.quote):
            self.printed.grounding.reject()
            return None
        self._field(name, evidence)
        return " ".join(said.value.split())

    def _date(self, name: str, said: wire.WireDate | None) -> date | None:
        """The date, if its quote can be read so."""
        evidence = self.printed.first(said.quote) if said else None
        if said is None or evidence is None:
            return None
        readings = [day for printed in dates(evidence.quote) for day in printed.readings]
        day = next((day for day in readings if day.isoformat() == said.date), None)
        if day is None:
            self.printed.grounding.reject()
        else:
            self._field(name, evidence)
        return day

    def _currency(self, said: wire.WireText | None) -> str | None:
        if said is None or said.value not in CURRENCIES:
            return None
        quote = said.quote.strip()
        evidence = self.printed.first(quote) if len(quote) > 1 else self.printed.sign(quote)
        if evidence is None:
            return None
        if not names_currency(evidence.quote, said.value):
            self.printed.grounding.reject()
            return None
        self._field("currency", evidence)
        return said.value

    def _name(self, name: str, said: str | None) -> str | None:
        evidence = self.printed.first(said) if said else None
        if evidence:
            self._field(name, evidence)
        return " ".join(evidence.quote.split()) if evidence else None

    def _party(self, role: str, said: wire.WireParty) -> Party:
        return Party(
            name=self._name(f"{role}.name", said.name),
            address=self.printed.address(said.address),
            country=said.country if said.country in COUNTRIES else None,
            vat_id=self._code(f"{role}.vat_id", said.vat_id),
            tax_id=self.printed.code(said.tax_id) if said.tax_id else None,
            email=self.printed.code(said.email) if said.email else None,
            phone=self.printed.code(said.phone) if said.phone else None,
        )

    def _code(self, name: str, said: str | None) -> str | None:
        printed = self.printed.code(said) if said else None
        evidence = self.printed.grounding.peek(printed, 2) if printed else None
        if evidence:
            self._field(name, evidence.model_copy(update={"page": self.document.page(evidence.start)}))
        return compact(printed) if printed else None

    def _payment(self, said: wire.WirePayment) -> Payment:
        return Payment(
            iban=self._code("payment.iban", said.iban),
            bic=self._code("payment.bic", said.bic),
            account=self.printed.code(said.account) if said.account else None,
            terms=self._name("payment.terms", said.terms),
            method=self.printed.known_text(said.method),
        )

    def _lines(self) -> list[Line]:
        lines: list[Line] = []
        for said in self.answer.lines:
            evidence = self.printed.first(said.quote)
            if evidence is None:
                continue
            line = Line(
                n=len(lines) + 1,
                description=self.printed.known_text(said.description) or " ".join(evidence.quote.split()),
                quantity=plain(self.printed.number(said.quantity)),
                unit=self.printed.known_text(said.unit),
                unit_price=_money(self.printed.number(said.unit_price)),
                tax_rate=plain(self.printed.number(said.tax_rate)),
                line_total=self._line_total(said),
                product_code=self.printed.known_text(said.product_code),
                evidence=[evidence],
            )
            lines.append(_with_discount(line, said.discount))
        return lines

    def _line_total(self, said: wire.WireLine) -> Decimal | None:
        """The total as printed. Where another was said, quantity x price - discount is it, if that is printed."""
        if said.line_total is None or said.quantity is None or said.unit_price is None:
            return _money(self.printed.number(said.line_total))
        product = Decimal(said.quantity) * Decimal(said.unit_price) - Decimal(said.discount or 0)
        return self.printed.number_or("lines", Decimal(said.line_total), cents(product))

    def _allowances(self, said: list[wire.WireAllowance]) -> list[Allowance]:
        found = (
            (entry, self.printed.amount("allowances and charges", entry.amount, entry.quote))
            for entry in said
        )
        return [
            Allowance(reason=self.printed.known_text(entry.reason), amount=printed[0])
            for entry, printed in found
            if printed
        ]

    def _tax_row(self, said: wire.WireTaxRow) -> TaxRow | None:
        printed = self.printed.amount("tax_breakdown", said.amount, said.quote)
        if printed is None:
            return None
        return TaxRow(
            rate=plain(self.printed.number(said.rate)),
            category=said.category,
            base=_money(self.printed.number(said.base)),
            amount=printed[0],
        )

    def _totals(self, said: wire.WireTotals) -> Totals:
        found: dict[str, Decimal | None] = {}
        for name in type(said).model_fields:
            entry: wire.WireMoney | None = getattr(said, name)
            printed = self.printed.amount(f"totals.{name}", entry.amount, entry.quote) if entry else None
            if printed:
                self._field(f"totals.{name}", printed[1])
            found[name] = printed[0] if printed else None
        gross, prepaid = found.get("gross"), found.get("prepaid")
        if prepaid is not None and gross is not None and gross >= 0:
            found["prepaid"] = abs(prepaid)  # printed with a minus, as something to take off
        return Totals.model_validate(found)

    def _told_apart(self, invoice: Invoice) -> Invoice:
        """Our own VAT number is the customer's, wherever the reader put it."""
        supplier, customer = invoice.supplier, invoice.customer
        if not self.our_vat_id or supplier.vat_id != compact(self.our_vat_id):
            return invoice
        return invoice.model_copy(
            update={
                "supplier": supplier.model_copy(update={"vat_id": customer.vat_id}),
                "customer": customer.model_copy(update={"vat_id": supplier.vat_id}),
            }
        )


def _money(number: Decimal | None) -> Decimal | None:
    return None if number is None else money(number)


def _with_discount(line: Line, said: str | None) -> Line:
    """A discount counts only if the line closes with it; it need not be printed, as a percentage often is."""
    if said is None or line.line_total is None or line.quantity is None:
        return line
    discount = {"discount": money(Decimal(said))}
    unsigned = {"line_total": abs(line.line_total), "quantity": abs(line.quantity)}
    return line.model_copy(update=discount) if closes(line.model_copy(update=unsigned | discount)) else line
