"""Texts that a page shows, and texts that are only the numbers of its glyphs."""

from __future__ import annotations

import pytest

from steps.core.documents.legible import is_legible

ENGLISH = (
    "This Service Agreement is made between Okafor Tools Limited and Brandt Metallbau. The fee is due monthly and "
    "either party may end it by notice in writing."
)
POLISH = (
    "Niniejsza umowa zostaje zawarta pomiędzy spółką Okafor Narzędzia a spółką Brandt na okres jednego roku. "
    "Wynagrodzenie wynosi cztery tysiące złotych miesięcznie."
)
CZECH = (
    "Tato smlouva se uzavírá mezi společnostmi na dobu jednoho "
    "roku. Cena činí čtyři tisíce korun měsíčně, splatná předem."
)
WELSH = (
    "Gwneir y cytundeb hwn rhwng y cwmni a'r cwsmer am gyfnod "
    "o flwyddyn. Y ffi fisol yw pedair mil o bunnau ymlaen llaw."
)
GREEK = (
    "Η παρούσα σύμβαση συνάπτεται μεταξύ των εταιρειών για περίοδο "
    "ενός έτους και το μηνιαίο τέλος καταβάλλεται εκ των προτέρων."
)
CODES = "PO 4711 SKU XK-12 QTY 4"


def moved(text: str, distance: int) -> str:
    """As fonts give the numbers of their glyphs in place of characters."""
    return "".join(chr(ord(char) + distance) if 32 < ord(char) + distance < 127 else char for char in text)


@pytest.mark.parametrize("text", [ENGLISH, POLISH, CZECH, WELSH, GREEK, CODES, ENGLISH.upper(), "4711", ""])
def test_what_a_person_can_read(text: str) -> None:
    assert is_legible(text)


@pytest.mark.parametrize(
    "text",
    [
        moved(ENGLISH, -29),
        moved(ENGLISH, -28),
        moved(ENGLISH, 3),
        moved(POLISH, -29),
        "".join(chr(0xE000 + ord(char)) for char in ENGLISH),
        "\ufffd" * 40 + " 12 " * 5,
        "".join(chr(ord(char) % 31 + 1) for char in ENGLISH),
    ],
    ids=["by 29", "by 28", "forwards", "another language", "private signs", "no signs", "control characters"],
)
def test_what_no_page_shows(text: str) -> None:
    assert not is_legible(text)
