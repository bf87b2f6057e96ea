"""Which language an invoice is in, by the words that only invoices use; running text is too scarce on one."""

from __future__ import annotations

import re

from steps.core.text.spans import word_list

_WORDS = {
    "de": word_list(
        "rechnung rechnungsnummer rechnungsdatum datum menge betrag gesamtbetrag gesamt summe netto brutto nettobetrag "
        "mwst ust umsatzsteuer bezeichnung beschreibung einzelpreis preis leistung zahlbar kundennummer seite von vom"
    ),
    "fr": word_list(
        "facture avoir date montant quantité prix désignation total tva ht ttc client échéance règlement livraison "
        "adresse conditions paiement siret notes de la"
    ),
    "en": word_list(
        "invoice date due number quantity qty amount price total subtotal tax vat description bill to customer payment "
        "balance terms order page of net"
    ),
    "es": word_list(
        "factura fecha cantidad importe precio total iva base imponible cliente vencimiento número de concepto"
    ),
    "it": word_list(
        "fattura data quantità importo prezzo totale iva imponibile cliente scadenza numero descrizione"
    ),
    "nl": word_list(
        "factuur factuurnummer factuurdatum aantal bedrag prijs totaal btw subtotaal klant omschrijving "
        "vervaldatum betaling te betalen stuks van het een datum levering"
    ),
    "pt": word_list(
        "fatura data vencimento quantidade valor preço total iva cliente número descrição pagamento subtotal nif"
    ),
    "pl": word_list(
        "faktura data sprzedaży nabywca sprzedawca ilość cena kwota razem wartość netto brutto nip termin"
    ),
    "sv": word_list(
        "faktura fakturanummer fakturadatum belopp antal pris moms summa förfallodatum kund betala att"
    ),
    "da": word_list(
        "faktura fakturanr fakturadato beløb antal pris moms subtotal forfaldsdato kunde betales i alt"
    ),
}
LANGUAGES = {
    "de": "German", "fr": "French", "en": "English", "es": "Spanish", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "pl": "Polish", "sv": "Swedish", "da": "Danish",
}  # fmt: skip
_LEAST = 4  # different words of a language
_LEAD = 1.5  # times as many as of the next


def invoice_language(text: str) -> str | None:
    """A two-letter code, or None where no language stands out."""
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    counts = sorted(((len(words & own), code) for code, own in _WORDS.items()), reverse=True)
    (most, code), (second, _) = counts[:2]
    return code if most >= _LEAST and most >= _LEAD * second else None
