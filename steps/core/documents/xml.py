"""The parser for XML from strangers: no document types, no entities, nothing fetched, in every encoding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

MAX_PIECE = 4_000_000  # bytes of one tag or comment; no document needs so much
_CHUNK = 2**18


class UnreadableXml(Exception):
    """The bytes are no XML that may be read; the message says why, without their text."""


class UnsafeXml(UnreadableXml):
    """What is read by nobody: a document type, an entity, or more than the reader takes."""


class Handler(Protocol):
    """What is told of the elements as they come. Names are without their namespace."""

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def characters(self, text: str) -> None: ...


def parse_xml(data: bytes | Iterable[bytes], handler: Handler, encoding: str | None = None) -> None:
    """Tell `handler` what stands in the XML, given whole or in chunks. `encoding` overrules the one it declares.

    The parser itself refuses document types: a search of the bytes would miss them in UTF-16.
    Errors: UnsafeXml, UnreadableXml, and what the handler raises.
    """
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_size, parser.buffer_text = 2**20, True
    given = told = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal told
        told = given
        namespace, _, local = name.rpartition(" ")
        handler.start(namespace, local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal told
        told = given
        handler.end(name.rpartition(" ")[2])

    def characters(text: str) -> None:
        nonlocal told
        told = given
        handler.characters(text)

    def passed_over(*_: str) -> None:
        nonlocal told
        told = given

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.CommentHandler = parser.ProcessingInstructionHandler = passed_over
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for chunk in _chunks(data) if isinstance(data, bytes) else data:
            given += len(chunk)
            parser.Parse(chunk, False)
            if given - told > MAX_PIECE:
                raise UnsafeXml("it has a longer tag or comment than any document")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableXml(f"{expat.ErrorString(error.code)} at line {error.lineno}") from None
    except (LookupError, ValueError):
        raise UnreadableXml("unknown encoding") from None


def _chunks(data: bytes) -> Iterable[bytes]:
    """The parser looks at an unended piece again with each chunk, so that a chunk must not be small."""
    return (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))


def _refuse(*_: object) -> None:
    raise UnsafeXml("it declares a document type or an entity, which no document needs")
