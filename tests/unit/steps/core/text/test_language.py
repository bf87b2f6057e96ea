"""A language is named when its commonest words say so, else not."""

from __future__ import annotations

import pytest

from steps.core.text.language import language_of

TEXTS = {
    "en": "The council said on Monday that it will not sell the pier"
    ", and that the money from the loan is to be paid",
    "de": "Der Rat sagte am Montag, dass er die Brücke nicht verkaufen werde"
    " und das Geld aus dem Kredit auf ein Konto gehe",
    "fr": "Le conseil a dit lundi que la ville ne va pas vendre le quai"
    " et que les fonds du prêt sont dans une caisse",
    "es": "El consejo dijo el lunes que la ciudad no va a vender el muelle"
    " y que los fondos del préstamo son para una caja",
    "it": "Il consiglio ha detto lunedì che la città non venderà il molo"
    " e che i fondi del prestito sono in una cassa per ora",
    "pt": "O conselho disse na segunda que a cidade não vai vender o cais"
    " e que os fundos do empréstimo são para uma caixa",
    "nl": "De raad zei op maandag dat de stad de pier niet zal verkopen"
    " en dat het geld van de lening in een fonds is gezet",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_language_is_named(code: str) -> None:
    assert language_of(TEXTS[code]) == code


@pytest.mark.parametrize(
    "text", ["", "ok thanks", "The the the", "日本は島国です。" * 30, "lorem ipsum dolor sit amet " * 20]
)
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert language_of(text) is None
