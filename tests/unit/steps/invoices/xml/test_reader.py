"""XML from strangers: read without its tricks, or refused."""

from __future__ import annotations

import pytest

from steps.core.documents.xml import UnreadableXml, UnsafeXml
from steps.invoices.xml.reader import MAX_DEPTH, read_xml


def test_names_lose_their_namespaces() -> None:
    xml = read_xml(b'<a:x xmlns:a="urn:a" b="1"><a:y>text <c/>more</a:y></a:x>')
    assert (xml.root.name, xml.namespace, xml.fault) == ("x", "urn:a", None)
    assert xml.root.attributes == {"b": "1"}
    assert xml.root.value("nothing|y") == "text more"
    assert xml.root.at("y", "c") is not None
    assert xml.root.value("y", "c") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    named = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{named}"?><a>Gärtner</a>'.encode(encoding)
    assert read_xml(data).root.text == "Gärtner"


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="UTF-8-W/O-BOM"?><a>b</a>',
        b'\xef\xbb\xbf<?xml version="1.0" encoding="no-such"?><a>b</a>',
        b'\n <?xml version="1.0"?><a>b</a>',
    ],
)
def test_a_wrong_declaration_is_overlooked_and_told(data: bytes) -> None:
    xml = read_xml(data)
    assert xml.root.text == "b"
    assert xml.fault


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1),
    ],
)
def test_tricks_are_refused(data: bytes) -> None:
    with pytest.raises(UnsafeXml):
        read_xml(data)


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steps.invoices.xml.reader.MAX_NODES", 10)
    assert read_xml(b"<a>" + b"<b/>" * 9 + b"</a>").root.children
    with pytest.raises(UnsafeXml):
        read_xml(b"<a>" + b"<b/>" * 10 + b"</a>")


@pytest.mark.parametrize("data", [b"", b"no xml", b"<a><b></a>", b"<a>\xff</a>", b'<?xml version="1.0"?>'])
def test_what_is_no_xml(data: bytes) -> None:
    with pytest.raises(UnreadableXml) as caught:
        read_xml(data)
    assert not isinstance(caught.value, UnsafeXml)
