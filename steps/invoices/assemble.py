"""From what a reader answered to an invoice: every value looked up in the document, every number as printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from steps.core.documents import DocumentText
from steps.core.models import Check, Evidence
from steps.invoices import wire
from steps.invoices.amounts import names_currency, numbers, values_in
from steps.invoices.checks import closes, outcome
from steps.invoices.codes import COUNTRIES, CURRENCIES
from steps.invoices.dates import dates
from steps.invoices.electronic import money, plain
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
from steps.invoices.places import Places

_SURE, _DOUBTED = 0.9, 0.5


@dataclass
class Assembly:
    """One document, one answer. `invoice` may be called once; afterwards `fields` and `checks` know how it went."""

    document: DocumentText
    answer: wire.InvoiceWire
    our_vat_id: str | None = None
    fields: list[ReadField] = field(default_factory=list)
    places: Places = field(init=False)
    _known: frozenset[Decimal] = field(init=False)
    _corrected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = Places(self.document)
        self._known = values_in(self.document.text)

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
        self.places.grounding.require()
        return self._told_apart(invoice)

    @property
    def checks(self) -> list[Check]:
        named = ", ".join(self._corrected)
        detail = f"the printed number was kept for {named}" if named else "all numbers are those printed"
        return [self.places.grounding.check(), outcome("numbers-as-printed", not named, detail)]

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
        evidence = self.places.first(said.quote)
        if evidence is None:
            return None
        if compact(said.value) not in compact(evidence.quote):
            self.places.grounding.reject()
            return None
        self._field(name, evidence)
        return " ".join(said.value.split())

    def _date(self, name: str, said: wire.WireDate | None) -> date | None:
        """The date, if its quote can be read so."""
        evidence = self.places.first(said.quote) if said else None
        if said is None or evidence is None:
            return None
        readings = [day for printed in dates(evidence.quote) for day in printed.readings]
        day = next((day for day in readings if day.isoformat() == said.date), None)
        if day is None:
            self.places.grounding.reject()
        else:
            self._field(name, evidence)
        return day

    def _currency(self, said: wire.WireText | None) -> str | None:
        if said is None or said.value not in CURRENCIES:
            return None
        quote = said.quote.strip()
        evidence = self.places.first(quote) if len(quote) > 1 else self.places.sign(quote)
        if evidence is None:
            return None
        if not names_currency(evidence.quote, said.value):
            self.places.grounding.reject()
            return None
        self._field("currency", evidence)
        return said.value

    def _name(self, name: str, said: str | None) -> str | None:
        evidence = self.places.first(said) if said else None
        if evidence:
            self._field(name, evidence)
        return " ".join(evidence.quote.split()) if evidence else None

    def _party(self, role: str, said: wire.WireParty) -> Party:
        return Party(
            name=self._name(f"{role}.name", said.name),
            address=self._address(said.address),
            country=said.country if said.country in COUNTRIES else None,
            vat_id=self._code(f"{role}.vat_id", said.vat_id),
            tax_id=self.places.code(said.tax_id) if said.tax_id else None,
            email=self.places.code(said.email) if said.email else None,
            phone=self.places.code(said.phone) if said.phone else None,
        )

    def _address(self, said: str | None) -> str | None:
        """An address of which each part stands in the document."""
        parts = [part.strip() for part in (said or "").split(",") if part.strip()]
        if not parts:
            return None
        there = all(self.places.has(part) for part in parts)
        self.places.grounding.found += there
        self.places.grounding.dropped += not there
        return ", ".join(parts) if there else None

    def _code(self, name: str, said: str | None) -> str | None:
        printed = self.places.code(said) if said else None
        evidence = self.places.grounding.peek(printed, 2) if printed else None
        if evidence:
            self._field(name, evidence.model_copy(update={"page": self.document.page(evidence.start)}))
        return compact(printed) if printed else None

    def _payment(self, said: wire.WirePayment) -> Payment:
        return Payment(
            iban=self._code("payment.iban", said.iban),
            bic=self._code("payment.bic", said.bic),
            account=self.places.code(said.account) if said.account else None,
            terms=self._name("payment.terms", said.terms),
            method=self._known_text(said.method),
        )

    def _lines(self) -> list[Line]:
        lines: list[Line] = []
        for said in self.answer.lines:
            evidence = self.places.first(said.quote)
            if evidence is None:
                continue
            line = Line(
                n=len(lines) + 1,
                description=self._known_text(said.description) or " ".join(evidence.quote.split()),
                quantity=plain(self._number(said.quantity)),
                unit=self._known_text(said.unit),
                unit_price=_money(self._number(said.unit_price)),
                tax_rate=plain(self._number(said.tax_rate)),
                line_total=_money(self._number(said.line_total)),
                product_code=self._known_text(said.product_code),
                evidence=[evidence],
            )
            lines.append(_with_discount(line, said.discount))
        return lines

    def _known_text(self, said: str | None) -> str | None:
        """A text of lesser weight, if it stands in the document; not counted."""
        return " ".join(said.split()) if said and self.places.has(said) else None

    def _number(self, said: str | None) -> Decimal | None:
        """A number that is printed somewhere; one that is not is dropped and counted."""
        if said is None:
            return None
        there = abs(Decimal(said)) in self._known
        self.places.grounding.found += there
        self.places.grounding.dropped += not there
        return Decimal(said) if there else None

    def _printed(self, name: str, amount: str, quote: str) -> tuple[Decimal, Evidence] | None:
        """An amount whose quote says it. Where they differ, what is printed counts."""
        evidence = self.places.last(quote)
        if evidence is None:
            return None
        said = Decimal(amount)
        readings = [reading for number in numbers(evidence.quote) for reading in number.readings]
        if abs(said) in map(abs, readings):
            return money(said), evidence
        self._corrected.append(name)
        return (money(readings[0]), evidence) if len(readings) == 1 else None

    def _allowances(self, said: list[wire.WireAllowance]) -> list[Allowance]:
        found = (
            (entry, self._printed("allowances and charges", entry.amount, entry.quote)) for entry in said
        )
        return [
            Allowance(reason=self._known_text(entry.reason), amount=printed[0])
            for entry, printed in found
            if printed
        ]

    def _tax_row(self, said: wire.WireTaxRow) -> TaxRow | None:
        printed = self._printed("tax_breakdown", said.amount, said.quote)
        if printed is None:
            return None
        return TaxRow(
            rate=plain(self._number(said.rate)),
            category=said.category,
            base=_money(self._number(said.base)),
            amount=printed[0],
        )

    def _totals(self, said: wire.WireTotals) -> Totals:
        found: dict[str, Decimal | None] = {}
        for name in type(said).model_fields:
            entry: wire.WireMoney | None = getattr(said, name)
            printed = self._printed(f"totals.{name}", entry.amount, entry.quote) if entry else None
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
