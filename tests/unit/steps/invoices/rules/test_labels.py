"""Which sum a label names, in several languages, and what is no label of a sum."""

from __future__ import annotations

import pytest

from steps.invoices.rules import labels
from steps.invoices.rules.labels import role_of


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("gross", "Gesamtbetrag|Rechnungsbetrag|Bruttosumme|Endsumme|Total|Total TTC|Grand total|Total incl. VAT|"
                  "Rechnungssumme Brutto (inkl. USt.)|Montant total TTC|Totale fattura|Totaal incl. BTW|Summe"),
        ("net", "Nettobetrag|Zwischensumme (netto)|Rechnungssumme ohne USt.|Rechnungssumme Netto (excl. USt.)|Subtotal|"
                "Net total|Total HT|Base imponible|Imponibile|Total excl. VAT|Total w/o tax|Exclusief BTW"),
        ("tax", "zzgl. 19 % MwSt.|Umsatzsteuer|USt. Gesamt|VAT @ 20%|Sales tax|TVA 20 %|Total taxes|IVA 22%|BTW 21%|"
                "inkl. 19 % MwSt|Steuerbetrag in|VAT total"),
        ("due", "Zahlbetrag|Zu zahlender Betrag|Amount due|Balance due|Due payable|Total due|Net à payer|"
                "Te betalen|Residual"),
        ("prepaid", "Erhaltene Anzahlungen|Amount paid|Prepaid|Acompte versé|Vorauszahlung"),
        ("line_sum", "Positionssumme|Warenwert"),
        ("allowance", "Gesamtbetrag der Abschläge|Rabatt 5%|Discount|Remise"),
        ("charge", "Gesamtbetrag der Zuschläge|Versandkosten|Shipping|Frais de port"),
        ("rounding", "Rundung|Rounding"),
    ],
)  # fmt: skip
def test_roles(role: str, words: str) -> None:
    for word in words.split("|"):
        named = role_of(word)
        assert named is not None, word
        assert named[0] == role, word


@pytest.mark.parametrize(
    "word", ["Einzelpreis netto", "Bruttopreis", "Unit price", "Prix unitaire HT", "Menge", "12", ""]
)
def test_no_roles(word: str) -> None:
    assert role_of(word) is None


def test_what_follows_is_taxed_and_is_not_the_tax() -> None:
    assert role_of("USt 7% auf ") is None
    named = role_of("USt 7%")
    assert named is not None
    assert named[0] == "tax"


def test_prose_names_sums_in_passing() -> None:
    label, prose = (
        role_of("Gesamtbetrag"),
        role_of("den Gesamtbetrag haben wir Ihnen bereits im letzten Monat genannt von"),
    )
    assert label is not None
    assert prose is not None
    assert prose[1] < label[1] / 2


@pytest.mark.parametrize(
    "label",
    ["Rechnungsnummer", "Rechnungs-Nr.:", "Rechnung Nr", "Invoice No.", "Invoice number", "Invoice #", "Facture N°",
     "N° facture", "Numéro de facture", "Factuurnummer", "Número de factura", "Beleg-Nr", "Credit Note No"],
)  # fmt: skip
def test_number_labels(label: str) -> None:
    assert labels.NUMBER.search(label) or labels.TITLE.search(label)


@pytest.mark.parametrize("before", ["zur ", "storno zu ", "relates to ", "our "])
def test_another_documents_number(before: str) -> None:
    assert labels.NOT_OWN.search(before)
