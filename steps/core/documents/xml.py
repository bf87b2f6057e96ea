"""The parser for XML from strangers: no document types, no entities, nothing fetched, in every encoding."""

from __future__ import annotations

from typing import Protocol
from xml.parsers import expat


class UnreadableXml(Exception):
    """The bytes are no XML that may be read; the message says why, without their text."""


class UnsafeXml(UnreadableXml):
    """What is read by nobody: a document type, an entity, or more than the reader takes."""


class Handler(Protocol):
    """What is told of the elements as they come. Names are without their namespace."""

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def characters(self, text: str) -> None: ...


def parse_xml(data: bytes, handler: Handler, encoding: str | None = None) -> None:
    """Tell `handler` what stands in the XML. `encoding` overrules the one that the XML declares.

    The parser itself refuses document types: a search of the bytes would miss them in UTF-16.
    Errors: UnsafeXml, UnreadableXml, and what the handler raises.
    """
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_size, parser.buffer_text = 2**20, True

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        handler.start(namespace, local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        handler.end(name.rpartition(" ")[2])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableXml(f"{expat.ErrorString(error.code)} at line {error.lineno}") from None
    except (LookupError, ValueError):
        raise UnreadableXml("unknown encoding") from None


def _refuse(*_: object) -> None:
    raise UnsafeXml("it declares a document type or an entity, which no document needs")
