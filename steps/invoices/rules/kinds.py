"""Find what a document says it is: an invoice, something like it, or one of the papers that go before and after one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from steps.core.text.patterns import compiled
from steps.invoices.pages.dates import dates
from steps.invoices.rules import labels
from steps.invoices.rules.header import PrintedValue
from steps.invoices.rules.sheet import Cell, Sheet
from steps.invoices.wire import DocumentKind

Paper = Literal[
    "payment reminder", "order confirmation", "purchase order", "quotation", "delivery note", "statement of account",
    "remittance advice",
]  # fmt: skip
_I = re.IGNORECASE
_INVOICES: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("invoice", compiled(r"selbst ausgestellt|self-?billed|autofactur", _I)),
    ("proforma", compiled(r"pro[ -]?forma", _I)),
    ("corrected_invoice", compiled(
        r"rechnungskorrektur|korrekturrechnung|corrected invoice|facture rectificative", _I)),
    ("credit_note", compiled(
        r"gutschrift|storno|credit[ -]?(?:note|memo)|\bavoir\b|nota (?:de cr[ée]dito|di credito)|creditnota", _I)),
    ("receipt", compiled(r"\bquittung\b|kassenbon|\breceipt\b|\bre[çc]u\b|\bticket\b", _I)),
    ("invoice", compiled(r"rechnung|invoice|factur|factuur|fattura|\bbill\b", _I)),
)  # fmt: skip
# The words that such a paper bears as its title, in German, English, French, Spanish, Italian and Dutch.
_TITLES: tuple[tuple[Paper, str], ...] = (
    ("payment reminder",
        r"(?:(?:friendly|first|second|third|final|last|payment|invoice) ){0,3}reminder|"
        r"(?:final |last )?demand for payment|"
        r"(?:overdue|past[ -]due|dunning|collection|final)(?: account| payment| invoice)? (?:notice|letter)|"
        r"(?:(?:\d\.|erste|zweite|dritte|letzte) )?(?:mahnung|mahnschreiben|zahlungserinnerung|zahlungsaufforderung)|"
        r"(?:(?:premier|deuxi[èe]me|dernier|1er|2e) )?(?:rappel|relance)(?: de (?:paiement|facture|r[èe]glement))?|"
        r"lettre de (?:rappel|relance)|mise en demeure|"
        r"(?:(?:primer|segundo|[úu]ltimo) )?(?:recordatorio|reclamaci[óo]n|requerimiento) de pago|"
        r"(?:(?:primo|secondo|ultimo) )?sollecito(?: di pagamento)?|"
        r"(?:(?:eerste|tweede|laatste) )?(?:betalings?herinnering|aanmaning|herinnering)"),
    ("order confirmation",
        r"(?:sales )?order (?:confirmation|acknowledge?ment)|(?:auftrags|bestell)best[äa]tigung|"
        r"(?:confirmation|accus[ée] de r[ée]ception) de (?:la |votre )?commande|confirmaci[óo]n de (?:su )?pedido|"
        r"conferma d['’]?\s?ordine|(?:order|opdracht)bevestiging"),
    ("purchase order",
        r"(?:purchase|work|blanket) order|order form|order|bestellung|bestellschein|auftragserteilung|bon de commande|"
        r"commande|(?:orden|hoja) de (?:compra|pedido)|pedido|ordine(?: d['’]?\s?acquisto| di acquisto)?|"
        r"(?:inkoop)?order|bestelling|bestelbon"),
    ("quotation",
        r"(?:sales |price )?(?:quotation|quote)|(?:cost )?estimate|(?:price |commercial )?(?:offer|proposal)|angebot|"
        r"kostenvoranschlag|offerte|devis(?: estimatif)?|offre de prix|offre|presupuesto|cotizaci[óo]n|oferta|"
        r"preventivo|offerta|prijsopgave"),
    ("delivery note",
        r"delivery (?:note|slip|docket)|packing (?:slip|list|note)|dispatch note|goods (?:delivery|received) note|"
        r"way ?bill|lieferschein|packliste|warenbegleitschein|frachtbrief|bon de livraison|bordereau de livraison|"
        r"liste de colisage|albar[áa]n(?: de entrega)?|nota de entrega|documento di trasporto|bolla di consegna|"
        r"(?:pak|aflever|lever|leverings)bon|vrachtbrief"),
    ("statement of account",
        r"(?:(?:customer|supplier|monthly) )?(?:account )?statement|statement of accounts?|bank statement|"
        r"kontoauszug|saldenmitteilung|saldenbest[äa]tigung|offene[- ]posten[- ]liste|relev[ée] de comptes?|"
        r"extrait de comptes?|(?:extracto|estado) de cuenta|estratto conto|rekening(?:overzicht|afschrift)"),
    ("remittance advice",
        r"(?:remittance|payment) advice|zahlungsavis|avis de (?:paiement|virement|r[èe]glement)|aviso de remesa|"
        r"avviso di pagamento|betalingsadvies|betaaladvies"),
)  # fmt: skip
_SUBJECT = r"(?:(?:subject|re|betreff|betrifft|objet|asunto|oggetto|onderwerp|betreft)\s?:\s?)?"
_NUMBERED = (
    r"\s?[-–:#(]?\s?(?:(?:no|nr|n|num|number|nummer|num[ée]ro|n[úu]mero|numero)\b[.°º]?|n[°º]|#)?\s?:?\s?"
    r"[\w./-]{0,40}\d.*"
)
_TOWARDS = (
    r"\s(?:for|to|of|zu|zur|zum|über|vom|von|du|pour|concernant|relative?|de|del|per|di|van|voor|inzake)\s.*"
)
_BEARS = {
    paper: compiled(rf"{_SUBJECT}(?:{words})(?:(?P<numbered>{_NUMBERED})|{_TOWARDS}|\s?[.:!]?)", _I)
    for paper, words in _TITLES
}
_INVOICE_TITLE = compiled(
    rf"{_SUBJECT}(?:\w+ ){{0,2}}{labels.TITLE.pattern}(?:{_NUMBERED}|{_TOWARDS}|\s?[.:!]?)", _I
)
_LONGEST = 80  # characters of a title
_HEAD_ROWS = 25
_LABELLED = 2.5  # weight from which a number is labelled as the invoice's
_OFTEN_CITED = frozenset(
    {"purchase order", "order confirmation", "quotation", "delivery note"}
)  # by invoices
_SENT_BY_BUYER = frozenset({"purchase order", "remittance advice"})
_OVERDUE = compiled(
    r"\b(?:still|remains?|is|are) (?:unpaid|outstanding|overdue)\b|\bnot yet received (?:your |the |any )?payment|"
    r"noch nicht (?:beglichen|bezahlt|ausgeglichen)|keinen zahlungseingang|\bimpay[ée]e?s?\b|"
    r"pas encore re[çc]u (?:votre|le) (?:paiement|r[èe]glement)|pendientes? de pago|non risulta(?: ancora)? pagata|"
    r"nog niet (?:betaald|ontvangen|voldaan)",
    _I,
)


@dataclass(frozen=True)
class Kind:
    """`named`: whether a title or a labelled number says so. `paper`: what it is that is no invoice.

    `doubt`: why it may be something else.
    """

    type: DocumentKind
    named: bool
    paper: Paper | None = None
    doubt: str | None = None

    @property
    def sent_by_buyer(self) -> bool:
        """Whether the letterhead is that of the one who buys and pays."""
        return self.paper in _SENT_BY_BUYER


def kind_of(sheet: Sheet, number: PrintedValue | None) -> Kind:
    """By the titles at the head of the first page; the first counts, but where it may as well cite another paper."""
    head = _head(sheet)
    titles = [cell for cell in head if _is_invoice_title(cell)]
    labelled = number is not None and number.weight >= _LABELLED
    kind = _invoice_kind(sheet, number, labelled=labelled)
    for cell, paper in _papers(head):
        if paper in _OFTEN_CITED and (titles or labelled) and _may_cite(sheet, cell, paper):
            continue
        if titles and titles[0].row < cell.row:
            return replace(kind, doubt=f"may be a {paper}, as it says further down")
        return Kind("other", True, paper, _reason(paper, number))
    if not titles and any(_OVERDUE.search(cell.text) for cell in head):
        return replace(kind, doubt="speaks of a payment that is overdue, so it may be a payment reminder")
    return kind


def _head(sheet: Sheet) -> list[Cell]:
    """The cells of the first rows with words; further down stand slips to tear off."""
    rows = [row for row in sheet.rows[: sheet.page_end(0)] if row]
    return [cell for row in rows[:_HEAD_ROWS] for cell in row]


def _reason(paper: Paper, number: PrintedValue | None) -> str:
    article = "an" if paper[0] in "aeiou" else "a"
    if paper == "payment reminder":
        of = f" for {number.value}" if number else ""
        return f"says that this is {article} {paper}{of}, not a new invoice"
    return f"says that this is {article} {paper}; nothing is due"


def _papers(head: list[Cell]) -> Iterator[tuple[Cell, Paper]]:
    """Cells that read like the title of another paper."""
    for cell in head:
        paper = next((paper for paper, bears in _BEARS.items() if bears.fullmatch(cell.plain)), None)
        if paper and len(cell.plain) <= _LONGEST:
            yield cell, paper


def _may_cite(sheet: Sheet, cell: Cell, paper: Paper) -> bool:
    """Whether the cell rather names another paper: with its number, as a label, or at the head of a column."""
    match = _BEARS[paper].fullmatch(cell.plain)
    near = [*sheet.right_of(cell)[:1], *sheet.below(cell, 1)]
    return (
        bool(match and match["numbered"])
        or any(_is_code(other.text) for other in near)
        or len(sheet.rows[cell.row]) > 2
    )


def _is_code(text: str) -> bool:
    return any(map(str.isdigit, text)) and (len(text.split()) <= 2 or bool(dates(text)))


def _is_invoice_title(cell: Cell) -> bool:
    return len(cell.plain) <= _LONGEST and _INVOICE_TITLE.fullmatch(cell.plain) is not None


def _invoice_kind(sheet: Sheet, number: PrintedValue | None, *, labelled: bool) -> Kind:
    """The kind that the title or the words beside the number name."""
    titles = [number.cell.plain, *(cell.plain for cell in sheet.left_of(number.cell))] if number else []
    titles += [
        cell.plain for cell in sheet.cells() if labels.TITLE.match(cell.plain) and len(cell.plain) < 60
    ]
    for title in titles:
        for kind, pattern in _INVOICES:
            if pattern.search(title):
                return Kind(kind, True)
    return Kind("invoice", labelled)
