"""The rules engine: reads a laid-out invoice without a model. What its labels do not say stays null, with a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from steps.invoices.pages.amounts import decimal_mark
from steps.invoices.pages.dates import Order, Printed, dates, order_of
from steps.invoices.pages.orders import ordering_rows
from steps.invoices.rules import details, header, header_dates, labels
from steps.invoices.rules.details import PartyDetails
from steps.invoices.rules.kinds import kind_of
from steps.invoices.rules.labels import Role
from steps.invoices.rules.language import LANGUAGES, invoice_language
from steps.invoices.rules.parties import Seller, buyer, seller
from steps.invoices.rules.sheet import Sheet, sheet
from steps.invoices.rules.sums.deductions import deductions
from steps.invoices.rules.sums.lines import BilledLine, billed_lines
from steps.invoices.rules.sums.reconcile import Sums, sums, without_tax
from steps.invoices.rules.sums.taxes import TaxLine, tax_lines
from steps.invoices.rules.sums.totals import Amount, amounts_of, candidates
from steps.invoices.wire import (
    Doubtful,
    InvoiceWire,
    WireDate,
    WireDoubt,
    WireLine,
    WireMoney,
    WireParty,
    WirePayment,
    WireTaxRow,
    WireText,
    WireTotals,
)

_SURE_DATE = 1.0
_READ = frozenset({"de", "fr", "en"})  # languages whose labels were measured on invoices
_DAY_FIRST = frozenset(
    {"de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da"}
)  # dates never begin with the month
_DECIMALS = 6  # of a number on the wire
NOBODY = WireParty(name=None, address=None, country=None, vat_id=None, tax_id=None, email=None, phone=None)


def answer(document: str) -> InvoiceWire:
    """Read an invoice. The same text gives the same answer."""
    page = sheet(document, ordering_rows(document))
    mark = decimal_mark(cell.text for cell in page.cells())
    amounts = amounts_of(page, mark)
    tax_rows = tax_lines(page, mark)
    total = sums(candidates(page, amounts), tax_rows, amounts)
    if any(labels.EXEMPT.search(cell.text) for cell in page.cells()):
        total = without_tax(total)
    off = deductions(total)
    lines = billed_lines(page, amounts, _targets(total, off.line_sum), mark)
    number = max(header.numbers_found(page), key=lambda found: (found.weight, -found.cell.row), default=None)
    kind = kind_of(page, number)
    currency = header.currency_found(page)
    american = bool(currency and currency[0] == "USD")
    language = invoice_language(document)
    custom = language in _DAY_FIRST
    order, proved = order_of(
        (cell.text for cell in page.cells()), american=american and not custom, custom=custom
    )
    issued = header_dates.issue_dates(page, number)
    service = _service(page)
    sold_by = seller(page)
    sold_to = buyer(page, sold_by.text if sold_by else None)
    seller_vat, buyer_vat = details.vat_ids(page, sold_to)
    supplier = _party(sold_by.text, details.of_seller(page, sold_by, seller_vat)) if sold_by else NOBODY
    customer = _party(sold_to.text, details.of_buyer(sold_to, buyer_vat)) if sold_to else NOBODY
    if kind.sent_by_buyer and sold_by and not sold_by.labelled:
        supplier, customer = customer, supplier
    return InvoiceWire(
        document_type=kind.type,
        invoice_number=_text(number),
        issue_date=_date(issued[0].printed, order) if issued else None,
        due_date=_due(page, order),
        service_start=_date(service[0], order) if service else None,
        service_end=_date(service[-1], order) if service else None,
        currency=WireText(value=currency[0], quote=currency[1]) if currency else None,
        supplier=supplier,
        customer=customer,
        purchase_order=_text(max(header.orders_found(page), key=lambda found: found.weight, default=None)),
        payment=WirePayment(
            iban=details.iban(page),
            bic=details.bic(page),
            account=None,
            terms=details.terms(page),
            method=None,
        ),
        lines=[_line(line) for line in lines],
        allowances=off.allowances,
        charges=off.charges,
        tax_breakdown=[_tax_row(row) for row in _used(tax_rows, total)],
        totals=_totals(total, off.line_sum, bills=kind.paper is None),
        doubts=[
            WireDoubt(field=field, reason=reason)
            for field, reason, there in (
                ("document_type", "no title says that it is an invoice", not kind.named),
                ("document_type", kind.doubt or "", kind.doubt is not None),
                ("language", _not_read(language), language not in _READ),
                ("invoice_number", "no number is labelled as the invoice's", number is None),
                *_date_doubts(issued, proved=proved),
                ("currency", "no currency is named beyond doubt", not (currency and currency[2])),
                ("supplier", "the seller is not named beyond doubt", _unsure(sold_by)),
                *_sum_doubts(total),
                ("lines", "no lines were found that add up to a total", not lines),
            )
            if there
        ],
    )


def _targets(total: Sums, line_sum: Amount | None) -> list[Decimal]:
    """What the lines may add up to."""
    found = (line_sum, total.by_role.get("net"), total.by_role.get("gross"))
    return [amount.value for amount in found if amount]


def _text(found: header.PrintedValue | None) -> WireText | None:
    return WireText(value=found.value, quote=found.value) if found else None


def _date(printed: Printed, order: Order) -> WireDate:
    return WireDate(date=printed.day(order).isoformat(), quote=printed.text)


def _due(page: Sheet, order: Order) -> WireDate | None:
    """The last of the due dates: earlier ones are for a discount."""
    found = [entry.printed for entry in header_dates.dates_by(page, labels.DUE, 1.0)]
    latest = max(found, key=lambda printed: printed.day(order), default=None)
    return _date(latest, order) if latest else None


def _service(page: Sheet) -> Sequence[Printed]:
    """The dates of the first cell that says when goods or services were supplied: one day, or first and last."""
    first = next(iter(header_dates.dates_by(page, labels.SERVICE, 1.0)), None)
    return (
        [printed for printed in dates(first.cell.text) if printed.start >= first.printed.start]
        if first
        else []
    )


Doubt = tuple[Doubtful, str, bool]


def _not_read(language: str | None) -> str:
    name = LANGUAGES.get(language or "")
    if name is None:
        return (
            "the page has too few words of an invoice in German, French or English to be sure what they mean"
        )
    return f"the page is in {name}, which these rules were not made for; check every value"


def _date_doubts(issued: Sequence[header_dates.FoundDate], *, proved: bool) -> Iterable[Doubt]:
    best = issued[0] if issued else None
    yield "issue_date", "no date is labelled as the day of issue", best is None or best.weight < _SURE_DATE
    open_order = best is not None and len(best.printed.readings) > 1 and not proved
    yield "issue_date", "day and month of the date can be read either way", open_order


def _unsure(sold_by: Seller | None) -> bool:
    return sold_by is None or not sold_by.sure


def _sum_doubts(total: Sums) -> Iterable[Doubt]:
    has_gross = "gross" in total.by_role
    yield "totals", "no amount is labelled as the total", not has_gross
    yield (
        "totals",
        "no net total and tax were found that make the gross total",
        has_gross and not total.closes,
    )


def _party(name: str, found: PartyDetails) -> WireParty:
    return WireParty(
        name=name, address=found.address, country=found.country, vat_id=found.vat_id, tax_id=found.tax_id,
        email=found.email, phone=found.phone,
    )  # fmt: skip


def _line(line: BilledLine) -> WireLine:
    return WireLine(
        description=line.description,
        quantity=_plain(line.quantity),
        unit=line.unit,
        unit_price=_plain(line.price),
        discount=_plain(line.discount),
        tax_rate=_plain(line.tax_rate),
        line_total=_plain(line.total.value),
        product_code=line.code,
        quote=line.description,
    )


def _plain(number: Decimal | None) -> str | None:
    if number is None:
        return None
    return f"{number if -int(number.as_tuple().exponent) <= _DECIMALS else round(number, _DECIMALS):f}"


def _used(rows: Sequence[TaxLine], total: Sums) -> Sequence[TaxLine]:
    """The rows that make up the tax: those with a base, else all; none if they come to something else."""
    for chosen in ([row for row in rows if row.base is not None], rows):
        if chosen and sum(row.amount for row in chosen) == (total.tax or 0):
            return chosen
    return []


def _tax_row(row: TaxLine) -> WireTaxRow:
    base = None if row.base is None else f"{row.base:f}"
    return WireTaxRow(
        rate=f"{row.rate:f}", category=None, base=base, amount=f"{row.amount:f}", quote=row.text
    )


def _totals(total: Sums, line_sum: Amount | None, *, bills: bool) -> WireTotals:
    """Nothing is due on a paper that bills nothing."""

    def money(role: Role) -> WireMoney | None:
        amount = line_sum if role == "line_sum" else total.by_role.get(role)
        return WireMoney(amount=f"{amount.value:f}", quote=amount.text) if amount else None

    return WireTotals(
        line_sum=money("line_sum"), net=money("net"), tax=money("tax"), gross=money("gross"),
        prepaid=money("prepaid"), rounding=money("rounding"),
        due=money("due") if bills else None,
    )  # fmt: skip
