"""Windows of one long invoice become one answer."""

from __future__ import annotations

from steps.invoices.pages.merge import merged
from steps.invoices.pages.text import document_of
from steps.invoices.rules.engine import answer

FIRST = (
    "Rechnung Nr. 4711 vom 01.02.2024\nViel GmbH, Langstr. 1, 10115 Berlin\n\n"
    "Pos  Artikel      Gesamt\n1    Schraube     5,00"
)
LAST = "Pos  Artikel      Gesamt\n2    Mutter        5,00\nNetto       5,00\nMwSt 19%    0,95\nBrutto EUR      5,95"


def test_one_answer_stays_itself() -> None:
    one = answer(FIRST)
    assert merged([one]) is one


def test_heads_come_first_and_sums_last() -> None:
    whole = merged([answer(FIRST), answer(LAST)])
    assert whole.invoice_number is not None
    assert whole.totals.gross is not None
    assert (whole.invoice_number.value, whole.totals.gross.amount) == ("4711", "5.95")
    assert whole.supplier.name == "Viel GmbH"
    assert [row.amount for row in whole.tax_breakdown] == ["0.95"]
    assert [line.description for line in whole.lines] == ["Mutter"]
    assert [doubt.field for doubt in whole.doubts] == ["lines", "language"]


def test_pages_are_marked_and_their_starts_known() -> None:
    document = document_of(["one", "two"])
    assert document.text == "[page 1 of 2]\none\n[page 2 of 2]\ntwo\n"
    assert [document.text[start:][:8] for start in document.page_starts] == ["[page 1 ", "[page 2 "]
    assert document.page(document.text.index("two")) == 2
