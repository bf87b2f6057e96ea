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
        answer = self.answer
        kind: DocumentType = (
            "invoice" if answer.document_type == "corrected_invoice" else answer.document_type
        )
        invoice = Invoice(
            document_type=kind,
            invoice_number=self._text("invoice_number", answer.invoice_number),
            issue_date=self._date("issue_date", answer.issue_date),
            due_date=self._date("due_date", answer.due_date),
            service_start=self._date("service_start", answer.service_start),
            service_end=self._date("service_end", answer.service_end),
            currency=self._currency(answer.currency),
            supplier=self._party("supplier", answer.supplier),
            customer=self._party("customer", answer.customer),
            purchase_order=self._text("purchase_order", answer.purchase_order),
            payment=self._payment(answer.payment),
            lines=self._lines(),
            allowances=self._allowances(answer.allowances),
            charges=self._allowances(answer.charges),
            tax_breakdown=[row for entry in answer.tax_breakdown if (row := self._tax_row(entry))],
            totals=self._totals(answer.totals),
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
        return _DOUBTED if doubted & {name.partition(".")[0], "language"} else _SURE

    def _field(self, name: str, evidence: Evidence) -> None:
        self.fields.append(
            ReadField(name=name, raw=evidence.quote, confidence=self._confidence(name), evidence=evidence)
        )

    def _text(self, name: str, answer: wire.WireText | None) -> str | None:
        """The value as it stands in the document; one that its own quote does not hold is not told."""
        if answer is None:
            return None
        evidence = self.printed.first(answer.quote)
        if evidence is None:
            return None
        if compact(answer.value) not in compact(evidence.quote):
            self.printed.grounding.reject()
            return None
        self._field(name, evidence)
        return " ".join(answer.value.split())

    def _date(self, name: str, answer: wire.WireDate | None) -> date | None:
        """The date, if its quote can be read so."""
        evidence = self.printed.first(answer.quote) if answer else None
        if answer is None or evidence is None:
            return None
        readings = [day for printed in dates(evidence.quote) for day in printed.readings]
        day = next((day for day in readings if day.isoformat() == answer.date), None)
        if day is None:
            self.printed.grounding.reject()
        else:
            self._field(name, evidence)
        return day

    def _currency(self, answer: wire.WireText | None) -> str | None:
        if answer is None or answer.value not in CURRENCIES:
            return None
        quote = answer.quote.strip()
        evidence = self.printed.first(quote) if len(quote) > 1 else self.printed.sign(quote)
        if evidence is None:
            return None
        if not names_currency(evidence.quote, answer.value):
            self.printed.grounding.reject()
            return None
        self._field("currency", evidence)
        return answer.value

    def _name(self, name: str, answer: str | None) -> str | None:
        evidence = self.printed.first(answer) if answer else None
        if evidence:
            self._field(name, evidence)
        return " ".join(evidence.quote.split()) if evidence else None

    def _party(self, role: str, answer: wire.WireParty) -> Party:
        return Party(
            name=self._name(f"{role}.name", answer.name),
            address=self.printed.address(answer.address),
            country=answer.country if answer.country in COUNTRIES else None,
            vat_id=self._code(f"{role}.vat_id", answer.vat_id),
            tax_id=self.printed.code(answer.tax_id) if answer.tax_id else None,
            email=self.printed.code(answer.email) if answer.email else None,
            phone=self.printed.code(answer.phone) if answer.phone else None,
        )

    def _code(self, name: str, answer: str | None) -> str | None:
        printed = self.printed.code(answer) if answer else None
        evidence = self.printed.grounding.peek(printed, 2) if printed else None
        if evidence:
            self._field(name, evidence.model_copy(update={"page": self.document.page(evidence.start)}))
        return compact(printed) if printed else None

    def _payment(self, answer: wire.WirePayment) -> Payment:
        return Payment(
            iban=self._code("payment.iban", answer.iban),
            bic=self._code("payment.bic", answer.bic),
            account=self.printed.code(answer.account) if answer.account else None,
            terms=self._name("payment.terms", answer.terms),
            method=self.printed.known_text(answer.method),
        )

    def _lines(self) -> list[Line]:
        lines: list[Line] = []
        for answer in self.answer.lines:
            evidence = self.printed.first(answer.quote)
            if evidence is None:
                continue
            line = Line(
                n=len(lines) + 1,
                description=self.printed.known_text(answer.description) or " ".join(evidence.quote.split()),
                quantity=plain(self.printed.number(answer.quantity)),
                unit=self.printed.known_text(answer.unit),
                unit_price=_money(self.printed.number(answer.unit_price)),
                tax_rate=plain(self.printed.number(answer.tax_rate)),
                line_total=self._line_total(answer),
                product_code=self.printed.known_text(answer.product_code),
                evidence=[evidence],
            )
            lines.append(_with_discount(line, answer.discount))
        return lines

    def _line_total(self, answer: wire.WireLine) -> Decimal | None:
        """The total as printed. Where another was said, quantity x price - discount is it, if that is printed."""
        if answer.line_total is None or answer.quantity is None or answer.unit_price is None:
            return _money(self.printed.number(answer.line_total))
        product = Decimal(answer.quantity) * Decimal(answer.unit_price) - Decimal(answer.discount or 0)
        return self.printed.number_or("lines", Decimal(answer.line_total), cents(product))

    def _allowances(self, answer: list[wire.WireAllowance]) -> list[Allowance]:
        totals = (
            (entry, self.printed.amount("allowances and charges", entry.amount, entry.quote))
            for entry in answer
        )
        return [
            Allowance(reason=self.printed.known_text(entry.reason), amount=printed[0])
            for entry, printed in totals
            if printed
        ]

    def _tax_row(self, answer: wire.WireTaxRow) -> TaxRow | None:
        printed = self.printed.amount("tax_breakdown", answer.amount, answer.quote)
        if printed is None:
            return None
        return TaxRow(
            rate=plain(self.printed.number(answer.rate)),
            category=answer.category,
            base=_money(self.printed.number(answer.base)),
            amount=printed[0],
        )

    def _totals(self, answer: wire.WireTotals) -> Totals:
        totals: dict[str, Decimal | None] = {}
        for name in type(answer).model_fields:
            entry: wire.WireMoney | None = getattr(answer, name)
            printed = self.printed.amount(f"totals.{name}", entry.amount, entry.quote) if entry else None
            if printed:
                self._field(f"totals.{name}", printed[1])
            totals[name] = printed[0] if printed else None
        gross, prepaid = totals.get("gross"), totals.get("prepaid")
        if prepaid is not None and gross is not None and gross >= 0:
            totals["prepaid"] = abs(prepaid)  # printed with a minus, as something to take off
        return Totals.model_validate(totals)

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


def _with_discount(line: Line, answer: str | None) -> Line:
    """A discount counts only if the line closes with it; it need not be printed, as a percentage often is."""
    if answer is None or line.line_total is None or line.quantity is None:
        return line
    discount = {"discount": money(Decimal(answer))}
    unsigned = {"line_total": abs(line.line_total), "quantity": abs(line.quantity)}
    return line.model_copy(update=discount) if closes(line.model_copy(update=unsigned | discount)) else line
