"""The words that invoices put beside their values, in German, French, English, and some Spanish, Italian, Dutch."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from steps.core.text.patterns import compiled

Role = Literal["line_sum", "allowance", "charge", "net", "tax", "gross", "prepaid", "rounding", "due"]

_I = re.IGNORECASE
# From the most telling to the least: the first that is found decides.
_ROLES: tuple[tuple[Role, float, re.Pattern[str]], ...] = (
    ("prepaid", 1.0, compiled(
        r"an(?:ge)?zahlung|abschlagszahlung|vorauszahlung|bereits (?:ge|be)zahlt|\bprepaid\b|"
        r"\b(?:amount )?paid\b|\bdeposit\b|\badvance\b|\bacompte|d[ée]j[àa] (?:pay|r[ée]gl)|\bpagado\b|"
        r"\banticipo\b|aanbetal", _I)),
    ("rounding", 1.0, compiled(r"\brundung|\brounding|\barrondi|\bredondeo|\barrotond|afronding", _I)),
    ("allowance", 1.0, compiled(
        r"abschl[äa]ge?\b|rabatt|nachlass|\bdiscount|\bremise|\ballowance|\bdescuento|\bsconto|\bkorting|skonto", _I)),
    ("charge", 1.0, compiled(
        r"zuschl[äa]ge?\b|versand|fracht|\bporto\b|\bshipping|\bfreight|\bpostage|\bfrais\b|\btransport|"
        r"\bdelivery charge|\bsurcharge|verzendkosten|\benv[íi]o\b|spedizione", _I)),
    ("line_sum", 1.0, compiled(
        r"positionssumme|summe (?:der )?positionen|\bwarenwert|\b(?:sum|total) of (?:the )?lines|"
        r"\blines? total|total (?:des )?lignes", _I)),
    ("due", 1.0, compiled(
        r"zahlbetrag|zu (?:be)?zahlen|zahllast|restbetrag|offener betrag|f[äa]lliger betrag|"
        r"[üu]berweisungsbetrag|\bdue payable|\b(?:amount|balance|total|payment) due|\bpayable\b|\bto pay\b|"
        r"\bresidual\b|\bamount owing|net [àa] payer|reste [àa] payer|\bsolde\b|[àa] payer\b|a pagar\b|"
        r"da pagare|te betalen|openstaand", _I)),
    ("tax", 1.0, compiled(
        r"^(?!.*(?:tot[ae]+l|summe|gesamt|betrag|brutto|amount|montant|importe)).*\b(?:in[kc]l|davon|darin|"
        r"enthalten|dont\b|of which|includ).*(?:\bust\b|mwst|steuer|\bvat\b|\btax|\btva\b|\biva\b|\bbtw\b)", _I)),
    ("gross", 1.0, compiled(
        r"brutto|\bgross\b|\bt\.?t\.?c\b|(?:total|summe|gesamt|betrag|amount|montant|totaal|"
        r"totale)\b.*\bin[kc]l|\bin[kc]l\w*\.?\s*(?:\d+\s*%\s*)?(?:ust|mwst|vat|tax|tva|iva|btw|mehrw|umsatz)|"
        r"\bwith (?:vat|tax)|mit (?:ust|mwst)|toutes taxes|grand total|total factura|totale (?:fattura|"
        r"documento)|endbetrag|endsumme", _I)),
    ("net", 1.0, compiled(
        r"netto|\bnet\b|\bh\.?t\b|\be[xk][kc]l|\bexcluding|\bwithout (?:vat|tax)|\bw/o\b|\bbefore tax|"
        r"\bohne (?:ust|mwst|um)|hors tax|zwischensumme|\bsub-?\s?total|sous-total|\bsubtotaal|taxable|"
        r"steuerbasis|basisbetrag|bemessung|base imponible|imponibile", _I)),
    ("tax", 1.0, compiled(
        r"umsatzsteuer|mehrwertsteuer|\bmwst|\bust\b|steuerbetrag|\bvat\b|\btax(?:es)?\b|\bt\.?v\.?a\b|\bi\.?v\.?a\b|"
        r"\bbtw\b|\bgst\b|\bsteuer\b|\btaxe", _I)),
    ("gross", 0.8, compiled(
        r"rechnungsbetrag|rechnungssumme|gesamtbetrag|gesamtsumme|gesamtpreis|\b(?:invoice|order) total|"
        r"\btotal amount|amount total|montant total|total g[ée]n[ée]ral|importe total|totaalbedrag", _I)),
    ("gross", 0.5, compiled(r"\bgesamt|\bsumme\b|\btotal|\btotaal\b|\btotale\b|^betrag\b|^amount$", _I)),
)  # fmt: skip
_LISTED = compiled(r"gesamtbetrag der|total (?:allowance|charge)|summe der", _I)

NUMBER = compiled(
    r"(?:rechnungs?|beleg|faktura|gutschrifts?)[\s-]*(?:nummer|n[or]\.?|#)|(?:invoice|bill|credit[ -]?(?:note|"
    r"memo)|tax invoice|document)\s*(?:numbers?|num\.?|n[or]\.?|id|#|ref(?:erence)?\.?)|(?:n[°ºo]\.?|"
    r"num[ée]ro)\s*(?:de\s+)?(?:la\s+)?(?:facture|avoir)|facture\s*(?:n[°ºo]\.?|num[ée]ro)|n[úu]m(?:ero|"
    r"\.)?\s*(?:de\s+)?(?:la\s+)?factura|factura\s*n[°ºo.]*|(?:numero|n\.)\s*fattura|fattura\s*(?:n\.?|numero)|"
    r"factuur\s*(?:nummer|nr\.?)",
    _I,
)
TITLE = compiled(
    r"\b(?P<kind>\w{0,60}rechnung|rechnungskorrektur|gutschrift|stornorechnung|(?:tax |commercial |"
    r"pro[ -]?forma )?invoice|credit[ -]?(?:note|memo)|facture(?: pro[ -]?forma)?|avoir|factura|fattura|"
    r"factuur|creditnota|quittung|receipt|nota (?:de cr[ée]dito|di credito))\b(?:\s*\([^)]{0,100}\))?",
    _I,
)
BARE_NUMBER = compiled(r"(?:nummer|num[ée]ro|number|n[°º]|n[or]\.?)\b", _I)
NOT_OWN = compiled(  # what stands before the number of another document
    r"\b(?:zu|zur|der|auf|unsere[r]?|gem[äa][ßs]+|to|for|of|from|our|your|original|related|li[ée]e|la|votre|"
    r"notre|urspr\w*|storno zu)\s*$",
    _I,
)
ISSUED = compiled(
    r"(?:rechnungs?|beleg|ausstellungs|faktura)[\s-]*(?:datum|dat\.)|\b(?:invoice|bill|issue|document)\s*date|"
    r"date\s*(?:of\s*)?(?:issue|invoice)|\bissued(?:\s*(?:at|on))?|date\s*(?:de\s*(?:la\s*)?)?(?:facture|"
    r"facturation)|date\s*d['’]\s*[ée]mission|fecha\s*(?:de\s*)?(?:factura|emisi[óo]n)|data\s*(?:fattura|"
    r"documento)|factuurdatum",
    _I,
)
DATED = compiled(r"^(?:datum|date|fecha|data|dated?|le)\b\s*:?", _I)
AFTER_NUMBER = compiled(
    r"^[\s,:;|/-]*+(?:(?:vom|von|v\.|issued at|issued on|dated|datum|date|du|of|from|am|on|del|van)[\s:]*+)?$",
    _I,
)
DUE = compiled(
    r"f[äa]llig(?:keit|\b|\s*(?:am|zum|bis))|zahlbar bis|zahlungsziel|\bdue\s*(?:date|on|by)?\b|"
    r"\bpay(?:able)? (?:by|until|before)|remit until|(?:bitte\s+)?(?:[üu]berweisen|zahlen) sie.{0,20}bis|"
    r"[ée]ch[ée]ance|[àa] payer avant|vencimiento|scadenza|vervaldatum|netto bis|zahlbar.{0,30}bis",
    _I,
)
SERVICE = compiled(
    r"(?:liefer|leistungs?)[\s-]*(?:und leistungs|/leistungs)?[\s-]*(?:datum|zeitraum)|lieferdatum|"
    r"(?:date of )?(?:delivery|supply|service)(?: date| period)?|date de livraison|p[ée]riode|"
    r"abrechnungszeitraum",
    _I,
)
CURRENCY = compiled(
    r"^(?:rechnungs|beleg)?w[äa]hrung\s*:?$|^betr[äa]ge in\s*:?$|^(?:invoice |"
    r"document )?currency(?: code)?\s*:?$|^devise\s*:?$|^(?:moneda|valuta|divisa)\s*:?$|^all amounts in\s*:?$",
    _I,
)
ORDER = compiled(
    r"(?:ihre\s+)?bestell(?:ung|nummer|-?\s?n[or]\.?)|\b(?:purchase|your) order(?: n[or]\.?| number| #)?|"
    r"\bp\.?o\.?(?: n[or]\.?| number| #)|votre r[ée]f[ée]rence|your reference|bon de commande|"
    r"n[°º] (?:de )?commande|commande n[°º]|auftrags?(?:nummer|-?nr\.?)",
    _I,
)


EXEMPT = compiled(
    r"reverse[ -]charge|§ ?19|kleinunternehmer|(?:keine?|ohne) (?:umsatz|mehrwert)steuer|steuerfrei|"
    r"steuerschuldnerschaft|innergemeinschaftlich|\bvat[ -]exempt|exempt from vat|\bno vat\b|"
    r"not subject to vat|zero[ -]rated|intra-?community|autoliquidation|exon[ée]r|non applicable|"
    r"intracommunautaire|verlegd|sujeto pasivo|exento|esente|non imponibile",
    _I,
)
_BASE = compiled(
    r"\b(?:auf|von|aus|on|sur|of|su|sobre|over)\s*:?\s*$", _I
)  # what follows is taxed, not the tax
_PRICE = compiled(r"(?<!gesamt)preis|(?<!total )\bprice|\bprix\b|precio|prezzo|prijs", _I)


@lru_cache(maxsize=4096)
def role_of(label: str) -> tuple[Role, float] | None:
    """Which sum a label names, and how surely. What names a price names no sum."""
    if not any(character.isalpha() for character in label) or _PRICE.search(label):
        return None
    for role, weight, pattern in _ROLES:
        if pattern.search(label) and not (role == "tax" and _BASE.search(label)):
            return role, weight * (1.0 if len(label.split()) <= 8 else 0.4)  # prose names sums in passing
    return None


def names_a_list(label: str) -> bool:
    """Whether the label sums up allowances or charges that are listed elsewhere."""
    return bool(_LISTED.search(label))
