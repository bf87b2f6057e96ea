"""The first step of every pipeline: is the event valid, and is its document there and unchanged?"""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO

from pydantic import ValidationError

from steps.core.context import Context
from steps.core.errors import PermanentError
from steps.core.events import EVENTS
from steps.core.models import Closed, DocumentRef, Model
from steps.core.needs import Need
from steps.core.validation import faults

NEEDS = frozenset({Need.STORAGE})
MAX_DOCUMENT = 2_200_000_000  # bytes; the largest recording AssemblyAI takes, so nothing larger is of use
CHUNK = 1 << 20


class Input(Model):
    """The runner fills in both itself: which job this is, and all of its event's data."""

    pipeline: str
    data: dict[str, Any]


class Output(Model):
    """What was found of the event's document; null where the event names none."""

    document_bytes: int | None = None
    document_sha256: str | None = None


def accepted(pipeline: str, data: dict[str, Any]) -> Closed:
    """The event as its model. Errors: PermanentError `unknown_pipeline`, `invalid_event` with its faults by field.

    Callers of the SQL function pass no check before, and a job may have waited while its model changed.
    """
    if pipeline not in EVENTS:
        raise PermanentError(
            "unknown_pipeline", f"there is no pipeline {pipeline!r}; the pipelines are {', '.join(EVENTS)}"
        )
    try:
        return EVENTS[pipeline].model_validate(data)
    except ValidationError as error:
        raise PermanentError("invalid_event", "; ".join(faults(error))) from None


def measured(stream: BinaryIO, limit: int = MAX_DOCUMENT) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a stream, a chunk at a time. Errors: PermanentError `document_too_big`."""
    size, digest = 0, hashlib.sha256()
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise PermanentError("document_too_big", f"document: is larger than {limit:,} bytes")
        digest.update(chunk)
    return size, digest.hexdigest()


def compared(document: DocumentRef, size: int, sha256: str) -> Output:
    """Errors: PermanentError `empty_document`, and `document_changed` where it is not what the event says."""
    if size == 0:
        raise PermanentError("empty_document", "document: is empty")
    if document.bytes is not None and document.bytes != size:
        raise PermanentError(
            "document_changed", f"document: has {size:,} bytes, but the event says {document.bytes:,}"
        )
    if document.sha256 is not None and document.sha256 != sha256:
        raise PermanentError("document_changed", "document: its SHA-256 is not the one the event names")
    return Output(document_bytes=size, document_sha256=sha256)


def run(input: Input, context: Context) -> Output:
    event = accepted(input.pipeline, input.data)
    document = getattr(event, "document", None)
    if not isinstance(document, DocumentRef):
        return Output()
    with context.storage.open(document) as stream:
        size, sha256 = measured(stream)
    return compared(document, size, sha256)
