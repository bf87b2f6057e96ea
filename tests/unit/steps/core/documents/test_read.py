"""A document in any form people have becomes text, or an error that helps."""

from __future__ import annotations

import io
import zipfile

import pytest

from steps.core.documents.read import MAX_BYTES, DocumentText, read_document
from steps.core.errors import PermanentError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, extra: str = "", trailer: str = "") -> bytes:
    """A PDF with one line of text on each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    if extra:
        objects.append(extra)
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )


def docx(body: str, **parts: str) -> bytes:
    """A Word package with this body, and further parts of word/ by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f'<w:notes xmlns:w="{W}">{content}</w:notes>')
    return packed.getvalue()


def p(*runs: str) -> str:
    return "<w:p>" + "".join(runs) + "</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def code_of(data: bytes, **more: object) -> str:
    with pytest.raises(PermanentError) as raised:
        read_document(data, **more)  # type: ignore[arg-type]
    assert len(raised.value.message) > 15
    return raised.value.code


def test_plain_text_stays_as_it_is() -> None:
    text = "\ufeffFees\r\n\r\n  1. Ten per cent — due “net 30”.\f\n"
    assert read_document(text.encode()) == DocumentText(text, "text/plain")


def test_plain_text_of_windows() -> None:
    text = "The “Agent” pays 5 € – monthly"
    assert read_document(text.encode("windows-1252")).text == text
    assert read_document(text.encode("utf-16")).text == text


def test_pdf_knows_its_pages() -> None:
    document = read_document(pdf("First page", "Second page"))
    assert document.text == "First page\nSecond page\n"
    assert document.page_starts == (0, 11)
    assert [document.page(0), document.page(10), document.page(11)] == [1, 1, 2]
    assert document.source(b"1234").pages == 2


def test_docx_shows_what_a_reader_sees() -> None:
    cells = "".join(f"<w:tc>{p(r(cell))}</w:tc>" for cell in ("Price", "Term"))
    row = "<w:tr>" + "".join(f"<w:tc>{p(r(cell))}</w:tc>" for cell in ("$5", "")) + "</w:tr>"
    body = (
        p(r("The Li"), r("censee "), "<w:r><w:tab/></w:r>", "<w:hyperlink>" + r("pays") + "</w:hyperlink>")
        + p("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", "<w:ins>" + r("added") + "</w:ins>")
        + p(
            "<w:moveFrom>" + r("moved") + "</w:moveFrom>",
            r("hidden", "<w:vanish/>"),
            r("a", '<w:vanish w:val="0"/>'),
        )
        + p("<w:r><w:instrText>PAGE</w:instrText></w:r>", "<w:r><w:br/></w:r>", r("b &amp; c"))
        + f"<w:tbl><w:tr>{cells}</w:tr>{row}</w:tbl>"
    )
    document = read_document(docx(body, footnotes=p(r("A note"))))
    assert "The Licensee \tpays\n\nadded\n\na\n\n\nb & c\n\n" in document.text
    assert "Price\tTerm\n$5" in document.text
    assert document.text.endswith("A note")
    assert not any(word in document.text for word in ("gone", "moved", "hidden", "PAGE"))
    assert document.page(3) is None


@pytest.mark.parametrize(
    "data", [b"", b" \n\t", b"1. 2. 3.", pdf(""), docx(p())], ids=["no", "space", "digits", "pdf", "docx"]
)
def test_empty(data: bytes) -> None:
    assert code_of(data) == "empty_document"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nnothing more",
        pdf("A page")[:200],
        docx(p(r("word" * 300)))[:-40],
        docx("<w:p>"),
        docx("").replace(b"word/document.xml", b"word/document.xm_"),
    ],
    ids=["pdf", "cut-pdf", "cut-docx", "xml", "other-zip"],
)
def test_damaged(data: bytes) -> None:
    assert code_of(data) in ("damaged_document", "unsupported_document")


def test_damaged_is_told_from_unsupported() -> None:
    assert code_of(b"%PDF-1.7\nnothing more") == "damaged_document"
    assert code_of(docx(p(r("word" * 300)))[:-40]) == "damaged_document"


def package_of(document: bytes, **parts: bytes) -> bytes:
    """A Word package of these parts to the byte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", document)
        for name, part in parts.items():
            package.writestr(f"word/{name}.xml", part)
    return packed.getvalue()


DOCTYPE = '<!DOCTYPE d [<!ENTITY a "b">]>'
WORDS = f'<w:d xmlns:w="{W}"><w:p><w:t>Fees are due</w:t></w:p></w:d>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_not_expanded_in_any_encoding(encoding: str) -> None:
    assert code_of(package_of(f"{DOCTYPE}<d>&a;</d>".encode(encoding))) == "damaged_document"
    notes = f"{DOCTYPE}{WORDS}".encode(encoding)
    assert code_of(package_of(WORDS.encode(), footnotes=notes)) == "damaged_document"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_parts_are_read_in_any_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0"?>{WORDS}'.encode(encoding)
    assert read_document(package_of(text)).text == "Fees are due"


def test_encrypted() -> None:
    lock = f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -44 >>"
    locked = pdf("Secret", extra=lock, trailer="/Encrypt 6 0 R /ID [<4141> <4141>]")
    assert code_of(locked) == "encrypted_document"
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert code_of(office) == "encrypted_document"


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"{\\rtf1 Fees}",
        b"\x89PNG\r\n\x1a\n....",
        b"<!DOCTYPE html><p>Fees</p>",
        b"<?xml version='1.0'?><a/>",
        b"\n<HTML lang='en'>Fees</HTML>",
        "<!doctype html><p>Fees</p>".encode("utf-16"),
        b"Fees\x00due\x00",
        bytes(range(1, 128)) * 3,
        b"GIF89a" + bytes(20),
        b"RIFF\xff\xfe\x00\x00WAVE",
        b"\xff\xfb\x90\x64" + bytes(20),
        b"\x1f\x8b\x08" + bytes(20),
        b"\x01\x02\x03 abc",
    ],
    ids=[
        "doc",
        "rtf",
        "png",
        "html",
        "xml",
        "html-tag",
        "html-utf-16",
        "nul",
        "binary",
        "gif",
        "wav",
        "mp3",
        "gzip",
        "control",
    ],
)
def test_unsupported(data: bytes) -> None:
    assert code_of(data) == "unsupported_document"


@pytest.mark.parametrize(
    "text", ["FORM 10-K of the company", "RIFF v. Raff", "ID3 is an algorithm", "ÿûß sagte er"]
)
def test_text_that_starts_like_sound_is_text(text: str) -> None:
    assert read_document(text.encode()).text == text


def test_the_words_of_a_refusal() -> None:
    with pytest.raises(PermanentError, match="the document is RTF; send plain text, PDF or docx"):
        read_document(b"{\\rtf1 Fees}")
    with pytest.raises(PermanentError, match="the document is an image; send"):
        read_document(b"II*\x00" + bytes(20))


def test_a_job_names_the_kinds_it_reads() -> None:
    assert code_of(pdf("A page"), kinds=frozenset({"txt"})) == "unsupported_document"


def test_too_big() -> None:
    assert code_of(b"a" * (MAX_BYTES + 1)) == "document_too_big"
    assert code_of(b"word " * 700_000) == "document_too_big"
