"""The parser tells its handler what stands in the XML, and refuses document types in every encoding."""

from __future__ import annotations

import pytest

from steps.core.documents.xml import UnreadableXml, UnsafeXml, parse_xml

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


class Kept:
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        self.calls.append(("start", namespace, name, attributes))

    def end(self, name: str) -> None:
        self.calls.append(("end", name))

    def characters(self, text: str) -> None:
        self.calls.append(("characters", text))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_names_are_told_without_their_namespace(encoding: str) -> None:
    kept = Kept()
    parse_xml('<a:x xmlns:a="urn:a" a:b="1">é &amp;\n<y/></a:x>'.encode(encoding), kept)
    assert kept.calls == [
        ("start", "urn:a", "x", {"b": "1"}),
        ("characters", "é &\n"),
        ("start", "", "y", {}),
        ("end", "y"),
        ("end", "x"),
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "doctype",
    ["<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">', '<!DOCTYPE a [<!ENTITY x "y">]>'],
)
def test_document_types_are_refused_before_any_element(doctype: str, encoding: str) -> None:
    kept = Kept()
    with pytest.raises(UnsafeXml, match="document type"):
        parse_xml(f'<?xml version="1.0"?>{doctype}<a>text</a>'.encode(encoding), kept)
    assert kept.calls == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no element found at line 1"),
        (b"<a>\n<b></a>", "mismatched tag at line 2"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "unknown encoding"),
    ],
)
def test_what_is_no_xml_says_why_without_its_text(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableXml) as caught:
        parse_xml(data, Kept())
    assert not isinstance(caught.value, UnsafeXml)
    assert str(caught.value).startswith(why)
