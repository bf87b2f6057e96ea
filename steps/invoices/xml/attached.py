"""A file that a PDF carries, and the XML in it."""

from __future__ import annotations

from typing import Any, NamedTuple

from steps.core.documents.xml import UnreadableXml, UnsafeXml
from steps.core.storage.media_types import HTML, SNIFFED_BYTES, XML, sniffed
from steps.invoices.pages.pdf import Attachment
from steps.invoices.xml.reader import Xml, packed, read_xml, unpacked

# What the standards call the file, the newest first.
NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")


class Examined(NamedTuple):
    """`xml`: its tree, where it is XML that can be read; `fault`: why it cannot, if it should be XML; `unsafe`: because
    it holds what nobody reads."""

    name: str
    xml: Xml | None = None
    fault: str | None = None
    unsafe: bool = False

    def to_json(self) -> list[Any]:
        return [self.name, packed(self.xml) if self.xml else None, self.fault, self.unsafe]

    @classmethod
    def from_json(cls, value: list[Any]) -> Examined:
        name, tree, fault, unsafe = value
        return cls(name, unpacked(tree) if tree else None, fault, unsafe)


def examined(attachment: Attachment) -> Examined:
    """What looks like XML, or is called so, is read."""
    is_markup = sniffed(attachment.data.lstrip()[:SNIFFED_BYTES], ".xml") in (XML, HTML)
    if not (is_markup or attachment.name.lower().endswith(".xml")):
        return Examined(attachment.name)
    try:
        return Examined(attachment.name, read_xml(attachment.data))
    except UnreadableXml as error:
        return Examined(attachment.name, None, str(error), isinstance(error, UnsafeXml))
