"""Invented invoices: a letter as text, the sample as PDF and XML, and a way to print pages of one's own."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pipelines.samples.generators.invoice_sample import xml as sample_xml_bytes
from steps.core.documents.read import DocumentText
from steps.invoices.pages.text import document_of
from steps.invoices.rules.sheet import Sheet, sheet
from steps.invoices.xml.reader import Node, read_xml

Text = tuple[float, float, str, float]  # points from the left and the top; the size
Print = Callable[..., bytes]

LETTER = """\
Blattwerk GmbH · Hauptstr. 5 · 10115 Berlin

Erika Beispiel                                            Rechnungs-Nr.:    2024-0815
Lindenallee 12                                            Datum:            12.03.2024
14193 Berlin                                              Lieferdatum:      08.03.2024

Rechnung

Pos.   Bezeichnung                  Menge       Einzelpreis       Gesamt
1      Gartenpflege              8,00 Std.         75,00 €      600,00 €
2      Rollrasen                40,00 m²           10,00 €      400,00 €

                            Zwischensumme (netto)             1.000,00 €
                                zzgl. 19 % MwSt.                190,00 €
                                    Gesamtbetrag              1.190,00 €

Bitte überweisen Sie den Betrag bis zum 26.03.2024.
IBAN DE02 1203 0000 0000 2020 51          USt-IdNr. DE136695976
"""


@pytest.fixture
def letter() -> str:
    return LETTER


@pytest.fixture
def document() -> Callable[[str], DocumentText]:
    """A document of one page with this text."""
    return lambda text: document_of([text])


@pytest.fixture
def cells() -> Callable[[str], Sheet]:
    """The cells of a page with this text."""
    return lambda text: sheet(document_of([text]).text)


@pytest.fixture(scope="session")
def sample_xml() -> str:
    return sample_xml_bytes().decode()


@pytest.fixture
def sample_root(sample_xml: str) -> Node:
    return read_xml(sample_xml.encode()).root


def _matrix(left: float, top: float, turned: int) -> tuple[float, ...]:
    """Where a text lies, after `turned` quarter turns to the right."""
    return (
        (1, 0, 0, 1, left, 842 - top),
        (0, -1, 1, 0, 595 - top, 842 - left),
        (-1, 0, 0, -1, 595 - left, top),
        (0, 1, -1, 0, top, left),
    )[turned]


@pytest.fixture
def print_pdf() -> Print:
    """A PDF with texts at places, attachments by name, and its pages turned by quarters."""

    def print_pdf(
        *pages: Sequence[Text], attachments: dict[str, bytes] | None = None, turned: int = 0
    ) -> bytes:
        pdf = pypdfium2.PdfDocument.new()
        for texts in pages:
            page = pdf.new_page(595, 842)
            for left, top, text, size in texts:
                drawn = pdfium.FPDFPageObj_NewTextObj(pdf.raw, b"Helvetica", size)
                utf16 = (text + "\0").encode("utf-16-le")
                letters = (ctypes.c_ushort * (len(utf16) // 2)).from_buffer_copy(utf16)
                pdfium.FPDFText_SetText(drawn, letters)
                pdfium.FPDFPageObj_Transform(drawn, *_matrix(left, top, turned))
                pdfium.FPDFPage_InsertObject(page.raw, drawn)
            pdfium.FPDFPage_GenerateContent(page.raw)
        for name, data in (attachments or {}).items():
            pdf.new_attachment(name).set_data(data)
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()

    return print_pdf
