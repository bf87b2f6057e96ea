"""Seller and buyer: by labels, by a sender's line, by a letterhead; and what belongs to each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steps.invoices.rules import details
from steps.invoices.rules.parties import buyer, seller
from steps.invoices.rules.sheet import Sheet

Cells = Callable[[str], Sheet]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rechnungsempfänger\n  Kunden AG\n\nRechnungsersteller\n  Lieferant GmbH\n  Weg 1", "Lieferant GmbH"),
        ("Verkäufer:\nNummer            : 12345676\nGlobal Supplies Ltd.\n153 Victoria Street", "Global Supplies Ltd."),
        ("Verkäufer\n  Nummer:        5499\n\n  Name:          Verkehrsbetriebe GmbH\n", "Verkehrsbetriebe GmbH"),
        ("Lieferant          Käufer\nGLN 4333741000005  GLN 43\nMUSTER GMBH        KUNDE KG", "MUSTER GMBH"),
        ("  Blattwerk · Hauptstr. 5 · 10115 Berlin\n\n  Erika Beispiel\n  Lindenallee 12\n  14193 Berlin", "Blattwerk"),
        ("Northwind Paper LLC\n12 Harbor Street\nPortland, OR 97201\n\nBill To\nAcme Inc.\n5 Main St",
         "Northwind Paper LLC"),
        ("Tonstudio Nordlicht\nDeichweg 3, 24937 Flensburg\nTel. 0461 555123\n\nAn\nChor e.V.", "Tonstudio Nordlicht"),
        ("Wir drucken alles!\n\n      Druckerei Farbenfroh GmbH\n      Ring 1\n      55116 Mainz\n"
         "      USt-IdNr.: DE136695976", "Druckerei Farbenfroh GmbH"),
        ("Hotel Alpenrose\nFamilie Gruber · Dorfplatz 1 · 83700 Rottach-Egern\n\nHerr Gast", "Hotel Alpenrose"),
        ("JARDINES DEL SUR\nJardines del Sur SL · CIF ESB12345674\nAvda. de la Paz 12, 41013 Sevilla",
         "Jardines del Sur SL"),
        ("MENUISERIE DURAND\nMenuiserie Durand\n8 rue A\n35000 Rennes\nSiret : 12345678900012", "Menuiserie Durand"),
        ("Au bon moulin SARL - 12 rue A - 84340 Malaucène\nSARL au capital de 120 000,00 €", "Au bon moulin"),
    ],
)  # fmt: skip
def test_sellers(cells: Cells, text: str, name: str) -> None:
    found = seller(cells(text))
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize(
    "text",
    [
        "Seattle, WA 98101, US\nInvoice 77",
        "410 Harbor Ave, Seattle, WA 98109, US\nInvoice 7",
        "Leeds, West Yorkshire, LS1 4AB",
    ],
)
def test_a_town_is_no_seller(cells: Cells, text: str) -> None:
    assert seller(cells(text)) is None


def test_a_name_that_only_its_place_gives_away_is_a_guess(cells: Cells) -> None:
    found = seller(cells("Tonstudio Nordlicht\nDeichweg 3, 24937 Flensburg\nTel. 0461 555123"))
    assert found is not None
    assert not found.sure
    found = seller(cells("Tonstudio Nordlicht GmbH\nDeichweg 3, 24937 Flensburg\nTel. 0461 555123"))
    assert found is not None
    assert found.sure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Customer:\nThe Old Library\n3 High Street", "The Old Library"),
        ("Bill to: Murphy & Sons", "Murphy & Sons"),
        ("Seller Ltd\n\nErika Beispiel\nLindenallee 12\n14193 Berlin", "Erika Beispiel"),
        ("Warenempfänger\nMarkt 5\n\nRechnungsempfänger\nKunden AG\nWeg 1", "Kunden AG"),
    ],
)
def test_buyers(cells: Cells, text: str, name: str) -> None:
    found = buyer(cells(text), "Seller Ltd")
    assert found is not None
    assert found.text == name


def test_nobody_is_named(cells: Cells) -> None:
    page = cells("Rechnung\n12,00 €\n05.03.2018")
    assert seller(page) is None
    assert buyer(page, None) is None


def test_address_and_numbers_of_both(cells: Cells) -> None:
    page = cells(
        "Verkäufer:                               Käufer:\n"
        "Laden GmbH                               Kunde AG\n"
        "Weg 1                                    Allee 2\n"
        "DE 12345 Ort                             DE 54321 Stadt\n"
        "a@laden.example                          USt-Id: DE281144174\n"
        "USt-IdNr.: DE136695976\n"
        "Steuernummer: 201/113/40209"
    )
    sold_by, sold_to = seller(page), buyer(page, "Laden GmbH")
    assert sold_by is not None
    assert sold_to is not None
    assert details.vat_ids(page, sold_to) == ("DE136695976", "DE281144174")
    of_seller = details.of_seller(page, sold_by, "DE136695976")
    assert (of_seller.address, of_seller.country) == ("Weg 1, DE 12345 Ort", "DE")
    assert (of_seller.tax_id, of_seller.email) == ("201/113/40209", "a@laden.example")
    assert details.of_buyer(sold_to, None).address == "Allee 2, DE 54321 Stadt"


def test_the_customers_number_is_told_by_its_label(cells: Cells) -> None:
    page = cells("TVA : FR40303265045\nN° TVA client      FR19787878784")
    assert details.vat_ids(page, None) == ("FR40303265045", "FR19787878784")


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("IBAN DE02 1203 0000 0000 2020 51 BIC BYLADEM1001", "DE02 1203 0000 0000 2020 51"),
        ("IBAN-Nr.:      DE02120300000000202051", "DE02120300000000202051"),
        ("IBAN: DE99 9999 9999 9999 9999 99", "DE99 9999 9999 9999 9999 99"),
        ("Der Betrag wird von Ihrem Konto DE02 1203 0000 0000 2020 51 abgebucht", None),
        ("Order DE99 9999 9999 9999 9999 99", None),
    ],
)
def test_the_account_to_pay_to(cells: Cells, text: str, iban: str | None) -> None:
    assert details.iban(cells(text)) == iban


def test_bank_and_terms(cells: Cells) -> None:
    page = cells("BIC: BYLADEM1001\nZahlbar innerhalb 30 Tagen netto.\nDue payable: 571.04 €")
    assert details.bic(page) == "BYLADEM1001"
    assert details.terms(page) == "Zahlbar innerhalb 30 Tagen netto."
