"""What a document can do to its reader: at most the limits, then an error with a name at the first attempt."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import pytest

from steps.core.documents.isolation.limits import MIB, Limits
from steps.core.documents.read import read_document
from steps.core.documents.records import read_records
from steps.core.errors import PermanentError
from steps.core.events import FeedbackItem
from steps.invoices.intake import read_invoice_pdf, read_invoice_xml
from steps.invoices.xml.reader import read_xml
from tests.unit.steps.core.documents import hostile

TOO_MUCH = frozenset({"document_too_complex", "document_too_big"})


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production, but what only takes time is stopped sooner."""
    monkeypatch.setattr("steps.core.documents.isolation.reading.LIMITS", Limits(cpu=2))


def read_feedback(data: bytes) -> object:
    return read_records(data, FeedbackItem, key="id", most=5_000)


def code_of(read: Callable[[bytes], object], data: bytes) -> str:
    """The code at the first attempt; what children of this process ever had in memory stays below the limit."""
    assert len(data) < 20_000_000, "what is larger is refused unread"
    with pytest.raises(PermanentError) as caught:
        read(data)
    # A child counts what its parent had when it was born.
    own, most = (
        resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    assert most <= max(Limits().memory, own) + 8 * MIB
    return caught.value.code


BOTH = pytest.mark.parametrize("read", [read_document, read_invoice_pdf], ids=["document", "invoice"])


@BOTH
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (hostile.content_bomb, "document_too_complex"),
        (hostile.text_bomb, "document_too_complex"),
        (hostile.nested_bomb, "document_too_complex"),
        (hostile.object_stream_bomb, "document_too_complex"),
        (hostile.form_tree, "document_too_complex"),
        (hostile.million_pages, "document_too_big"),
        (hostile.page_loop, "damaged_document"),
        (hostile.xref_loop, "damaged_document"),
    ],
)
def test_a_pdf_that_takes_too_much(
    read: Callable[[bytes], object], make: Callable[[], bytes], code: str
) -> None:
    assert code_of(read, make()) == code


@pytest.mark.parametrize("make", [hostile.image_bomb, hostile.deep_array])
def test_what_nobody_asks_for_is_not_unpacked(make: Callable[[], bytes]) -> None:
    assert code_of(read_document, make()) == "empty_document"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (hostile.docx_letters, "document_too_big"),
        (hostile.docx_paragraphs, "document_too_big"),
        (hostile.docx_attribute, "damaged_document"),
        (hostile.docx_comment, "damaged_document"),
        (hostile.docx_lying_size, "damaged_document"),
    ],
)
def test_a_docx_that_takes_too_much(make: Callable[[], bytes], code: str) -> None:
    data = make()
    assert len(data) < 150_000
    assert code_of(read_document, data) in {code, "document_too_complex"}


def test_a_zip_of_very_many_names() -> None:
    assert code_of(read_document, hostile.docx_entries()) in TOO_MUCH | {"empty_document"}


@pytest.mark.parametrize(
    ("unit", "times"),
    [(b" " * 64, 10_000_000), (b"<a>" * 16, 10_000_000), (b"<a b='c'/>", 60_000_000)],
    ids=["spaces", "depth", "elements"],
)
def test_an_embedded_file_that_unpacks_to_a_gigabyte(unit: bytes, times: int) -> None:
    assert code_of(read_invoice_pdf, hostile.attached(unit, times)) == "document_too_complex"


def test_embedded_files_that_no_list_names() -> None:
    """Each was searched for its end to the end of the file."""
    data = b"%PDF-1.7\n" + b"1 0 obj<</Type/EmbeddedFile/FlateDecode>>stream\n" * 100_000
    assert code_of(read_invoice_pdf, data + hostile.million_pages()) in TOO_MUCH | {"damaged_document"}


def test_a_text_in_very_many_parts() -> None:
    began = time.process_time()
    xml = read_xml(hostile.xml_parts(100_000))
    assert (xml.root.value("ID") or "").startswith("1" * 80)
    assert code_of(read_invoice_xml, hostile.xml_parts(100_000)) == "unsupported_document"
    assert time.process_time() - began < 15  # seconds of CPU; joined part by part it took 26 each time


def test_spaces_before_the_declaration() -> None:
    data = hostile.spaces_before_declaration(80_000)
    assert read_xml(data).root.name == "Order"
    assert code_of(read_invoice_xml, data) == "unsupported_document"
    began = time.process_time()
    assert code_of(read_invoice_xml, hostile.spaces_before_open_declaration(80_000)) == "damaged_document"
    assert time.process_time() - began < 3  # seconds of CPU; it took 6.6


@pytest.mark.parametrize(
    "data",
    [
        b"<Invoice a='" + b"b" * 19_000_000 + b"'/>",
        b"<Invoice><!--" + b"b" * 19_000_000 + b"--></Invoice>",
        b"<Invoice" + b"".join(b" a%d=''" % number for number in range(900_000)) + b"/>",
        b"<Invoice>" + b"<a/>" * 4_000_000 + b"</Invoice>",
        b"<Invoice>" * 2_000_000,
    ],
    ids=["attribute", "comment", "attributes", "elements", "depth"],
)
def test_an_xml_that_takes_too_much(data: bytes) -> None:
    assert code_of(read_invoice_xml, data) in {"unsafe_document", "document_too_complex"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[" + b"[]," * 6_000_000 + b"[]]", "document_too_complex"),
        (b"[" + b"{}," * 6_000_000 + b"{}]", "document_too_complex"),
        (b'{"id":[' + b"[]," * 6_000_000 + b"[]]}", "document_too_complex"),
        (b'{"id":' + b"[" * 900 + b"]" * 900 + b"}", "invalid_records"),
        (b'[{"id": "a", "text": ' + b"9" * 5_000 + b"}]", "unsupported_document"),
        (b"id,text\n" + b"," * 19_000_000, "invalid_records"),
        (b"id,text\n" + b"\n" * 19_000_000, "empty_document"),
        (b"id,text\n" + b"a\n" * 6_000_000, "too_many_records"),
        (b"{}\n" * 6_000_000, "too_many_records"),
        (b"{\n" * 6_000_000, "invalid_records"),
    ],
    ids=[
        "lists",
        "objects",
        "in a field",
        "depth",
        "digits",
        "cells",
        "lines",
        "records",
        "empty",
        "no json",
    ],
)
def test_records_that_take_too_much(data: bytes, code: str) -> None:
    assert code_of(read_feedback, data) in {code, "document_too_complex"}
