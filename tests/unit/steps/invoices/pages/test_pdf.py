"""PDFs: their text in its layout, their attachments, and those that cannot be read."""

from __future__ import annotations

import re

import pytest

from steps.core.errors import PermanentError
from steps.core.storage.media_types import PDF, XML
from steps.invoices.intake import file_checks, kind_of, read_invoice_xml, require_text
from steps.invoices.pages.pdf import Attachment, Pdf, read_pdf
from tests.unit.steps.invoices.conftest import Print


def code_of(call: object) -> str:
    with pytest.raises(PermanentError) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_text_keeps_its_layout(print_pdf: Print) -> None:
    pdf = read_pdf(
        print_pdf([(50, 50, "Gesamtbetrag", 10), (400, 50, "1.190,00 €", 10), (50, 70, "Ende", 10)])
    )
    [page] = pdf.pages
    first, second = page.splitlines()
    assert first.split("  ")[0] == "Gesamtbetrag"
    assert first.endswith("  1.190,00 €")
    assert second == "Ende"
    assert (pdf.unseen, pdf.complete, pdf.attachments) == (0, True, [])


@pytest.mark.parametrize("turned", [1, 2, 3])
def test_a_page_set_sideways_reads_like_any_other(print_pdf: Print, turned: int) -> None:
    texts = [(50.0, 50.0, "Gesamtbetrag", 10.0), (300.0, 50.0, "11,00", 10.0), (50.0, 70.0, "Ende", 10.0)]
    assert read_pdf(print_pdf(texts, turned=turned)).pages[0].split() == ["Gesamtbetrag", "11,00", "Ende"]


def test_text_nobody_can_see_is_left_out_and_told(print_pdf: Print) -> None:
    pdf = read_pdf(print_pdf([(50, 50, "Summe 5,00", 10), (50, 80, "tiny", 0.5), (900, 90, "outside", 10)]))
    assert pdf.pages == ["Summe 5,00"]
    assert pdf.unseen == len("tiny") + len("outside")
    assert [check.code for check in file_checks(pdf) if not check.passed] == ["hidden-text"]


def test_attachments(print_pdf: Print) -> None:
    pdf = read_pdf(print_pdf([(50, 50, "a", 10)], attachments={"factur-x.xml": b"<a/>", "b.txt": b"b"}))
    assert {attachment.name: attachment.data for attachment in pdf.attachments} == {
        "factur-x.xml": b"<a/>", "b.txt": b"b",
    }  # fmt: skip


def test_an_attachment_that_the_file_does_not_list(print_pdf: Print) -> None:
    listed = print_pdf([(50, 50, "a", 10)], attachments={"factur-x.xml": b"<a>" + b"b" * 500 + b"</a>"})
    unlisted = re.sub(rb"/CreationDate\(D:\d{14}\)", b"/Type/EmbeddedFile".ljust(31), listed)
    unlisted = unlisted.replace(b"/EmbeddedFiles", b"/NothingInHere")
    assert len(unlisted) == len(listed)
    [attachment] = read_pdf(unlisted).attachments
    assert (attachment.name, attachment.data[:4]) == ("", b"<a>b")


def test_what_cannot_be_opened_has_a_code(print_pdf: Print, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = print_pdf([(50, 50, "Rechnung", 10)])
    assert code_of(lambda: read_pdf(whole[: len(whole) // 2])) == "damaged_document"
    monkeypatch.setattr("steps.invoices.pages.pdf.MAX_PAGES", 1)
    assert code_of(lambda: read_pdf(print_pdf([], []))) == "document_too_big"
    monkeypatch.setattr("steps.invoices.pages.pdf.MAX_GLYPHS", 5)
    assert code_of(lambda: read_pdf(whole)) == "document_too_big"


def test_a_missing_end_is_told(print_pdf: Print) -> None:
    whole = print_pdf([(50, 50, "Rechnung", 10)])
    checks = file_checks(read_pdf(whole[: whole.rindex(b"%%EOF")]))
    assert [(check.code, check.passed) for check in checks] == [("complete-file", False)]


def test_pages_without_text() -> None:
    def pdf(*, has_pictures: bool) -> Pdf[Attachment]:
        return Pdf(["", ""], [], has_pictures, 0, True)

    assert code_of(lambda: require_text(pdf(has_pictures=True))) == "unsupported_document"
    assert code_of(lambda: require_text(pdf(has_pictures=False))) == "empty_document"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", PDF), (b"\n\n junk %PDF-1.4", PDF), (b"<?xml version='1.0'?><a/>", XML),
        (b"\xef\xbb\xbf<Invoice/>", XML), ("<?xml version='1.0'?><a/>".encode("utf-16"), XML),
    ],
)  # fmt: skip
def test_kinds(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "empty_document", "empty"),
        (b" \n", "empty_document", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "unsupported_document", "OCR"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "unsupported_document", "OCR"),
        (b"PK\x03\x04" + bytes(20), "unsupported_document", "PDF"),
        (b"Invoice 4711 over 12.00 EUR", "unsupported_document", "PDF"),
    ],
)
def test_other_kinds_are_refused_with_a_way_out(data: bytes, code: str, word: str) -> None:
    with pytest.raises(PermanentError, match=word) as caught:
        kind_of(data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "unsafe_document"),
        (b"<Invoice><cut", "damaged_document"),
        (b"<Order/>", "unsupported_document"),
        (b"<Invoice xmlns='urn:other'/>", "unsupported_document"),
    ],
)
def test_xml_that_is_no_invoice(data: bytes, code: str) -> None:
    assert code_of(lambda: read_invoice_xml(data)) == code
