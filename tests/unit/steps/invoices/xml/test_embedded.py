"""Which attachment is the invoice, and what is wrong with the others."""

from __future__ import annotations

from steps.invoices.pages.pdf import Attachment
from steps.invoices.xml.announcement import Announcement, announcement_in
from steps.invoices.xml.announcement_checks import announcement_checks
from steps.invoices.xml.attached import Examined, examined
from steps.invoices.xml.embedded import embedded_invoice
from steps.invoices.xml.profiles import Profile


def codes(*attachments: tuple[str, bytes]) -> tuple[bool, list[str]]:
    """Whether an invoice was found, and the failed checks."""
    embedded = embedded_invoice([examined(Attachment(*attachment)) for attachment in attachments])
    return embedded.xml is not None, [check.code for check in embedded.checks if not check.passed]


def test_the_invoice_among_others(sample_xml: str) -> None:
    invoice = sample_xml.encode()
    assert codes() == (False, [])
    assert codes(("terms.pdf", b"%PDF-"), ("data.xml", b"<other/>")) == (False, [])
    assert codes(("data.xml", b"<other/>"), ("factur-x.xml", invoice)) == (True, [])
    assert codes(("ZUGFeRD-invoice.xml", b"\xef\xbb\xbf" + invoice)) == (True, [])
    assert codes(("invoice", invoice)) == (True, ["embedded-name"])
    in_utf_16 = sample_xml.replace("utf-8", "utf-16").replace("UTF-8", "UTF-16").encode("utf-16")
    assert codes(("invoice", in_utf_16)) == (True, ["embedded-name"])


def test_two_invoices_are_one_too_many(sample_xml: str) -> None:
    other = sample_xml.replace("LH-2026-0317", "LH-2").encode()
    files = [Attachment("ZUGFeRD-invoice.xml", other), Attachment("factur-x.xml", sample_xml.encode())]
    embedded = embedded_invoice([examined(file) for file in files])
    assert embedded.xml is not None
    assert embedded.xml.root.value("ExchangedDocument", "ID") == "LH-2026-0317"  # the newer name counts
    assert [check.code for check in embedded.checks if not check.passed] == ["one-embedded-invoice"]


def test_an_invoice_that_cannot_be_read_is_an_error() -> None:
    assert codes(("factur-x.xml", b"<a><cut")) == (False, ["embedded-xml"])
    assert codes(("xrechnung.xml", b"<Order/>")) == (False, ["embedded-xml"])
    assert codes(("some.xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>")) == (False, ["embedded-xml"])
    assert codes(("some.xml", b"<a><cut")) == (False, [])


def test_what_the_metadata_announces() -> None:
    as_element = b"<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:ConformanceLevel>EN 16931<"
    as_attribute = b'zf:ConformanceLevel="COMFORT" zf:DocumentFileName="ZUGFeRD-invoice.xml"'
    assert announcement_in(as_element) == Announcement(("factur-x.xml",), "EN 16931")
    assert announcement_in(as_attribute) == Announcement(("ZUGFeRD-invoice.xml",), "COMFORT")
    assert announcement_in(b"no metadata") == Announcement((), None)


def test_an_announcement_must_be_kept() -> None:
    attachments = [Examined("factur-x.xml")]
    norm, basic = Profile("EN 16931", "en16931"), Profile("Factur-X", "basic")

    def failed(said: Announcement, profile: Profile | None) -> list[str]:
        return [check.code for check in announcement_checks(said, attachments, profile) if not check.passed]

    assert failed(Announcement(("factur-x.xml",), "EN 16931"), norm) == []
    assert failed(Announcement(("factur-x.xml",), "XRECHNUNG"), norm) == []
    assert failed(Announcement(("factur-x.xml",), "BASIC WL"), basic) == ["xmp-profile"]
    assert failed(Announcement(("zugferd-invoice.xml",), None), norm) == ["xmp-files"]
    assert failed(Announcement((), None), None) == []
