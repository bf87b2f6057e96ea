"""The first step of every job refuses what the job cannot use, and says why without repeating it."""

from __future__ import annotations

import hashlib
import io
from typing import Any, BinaryIO, cast

import pytest

from steps import validate_job
from steps.core.context import Context
from steps.core.errors import ExitCode, PermanentError
from steps.core.events import EVENTS
from steps.core.models import DocumentRef
from steps.validate_job import CHUNK, Input, Output, accepted, compared, measured

WAV = b"RIFF" + bytes(3 * CHUNK)
SHA256 = hashlib.sha256(WAV).hexdigest()
URI = "file:///storage/call.wav"


class OneDocument:
    """A storage that holds one document and remembers whether its stream was closed."""

    def __init__(self, content: bytes) -> None:
        self.stream = io.BytesIO(content)

    def open(self, document: DocumentRef) -> BinaryIO:
        if document.uri != URI:
            raise PermanentError("document_missing", "the document is not in storage")
        return self.stream


class OnlyStorage:
    def __init__(self, content: bytes = WAV) -> None:
        self.storage = OneDocument(content)


def run(pipeline: str, data: dict[str, Any], content: bytes = WAV) -> Output:
    return validate_job.run(Input(pipeline=pipeline, data=data), cast(Context, OnlyStorage(content)))


def refused(code: str, pipeline: str, data: dict[str, Any], content: bytes = WAV) -> str:
    with pytest.raises(PermanentError) as raised:
        run(pipeline, data, content)
    assert raised.value.code == code
    assert raised.value.exit_code == ExitCode.PERMANENT
    return raised.value.message


def test_an_event_without_a_document_needs_no_storage() -> None:
    assert run("news-analyzer", {"text": "A headline"}) == Output(document_bytes=None, document_sha256=None)


def test_a_document_is_measured() -> None:
    assert run("speaker-separation", {"document": {"uri": URI}}) == Output(
        document_bytes=len(WAV), document_sha256=SHA256
    )


def test_a_document_that_is_what_the_event_says_passes() -> None:
    stated = {"uri": URI, "bytes": len(WAV), "sha256": SHA256}
    assert run("speaker-separation", {"document": stated}).document_sha256 == SHA256


def test_every_fault_of_the_event_is_named_and_no_value_repeated() -> None:
    line = {"line_id": "1", "merchant": "SECRET-SHOP", "amount": "SECRET-SUM", "currency": "eur!"}
    message = refused(
        "invalid_event", "expense-categorizer", {"lines": [line], "SECRET": 1, "jurisdiction": "FR"}
    )
    for field in ("lines.0.amount", "lines.0.currency", "jurisdiction"):
        assert field in message
    assert "SECRET-SHOP" not in message
    assert "SECRET-SUM" not in message


@pytest.mark.parametrize("pipeline", EVENTS)
def test_an_empty_event_is_refused_by_every_job(pipeline: str) -> None:
    refused("invalid_event", pipeline, {})


def test_an_unknown_job_is_named_with_those_that_exist() -> None:
    assert "gdpr-exporter" in refused("unknown_pipeline", "tea-maker", {})


def test_a_missing_document_is_refused() -> None:
    refused("document_missing", "invoice-processor", {"document": {"uri": "file:///storage/other.pdf"}})


def test_an_empty_document_is_refused() -> None:
    refused("empty_document", "invoice-processor", {"document": {"uri": URI}}, b"")


@pytest.mark.parametrize("stated", [{"bytes": len(WAV) - 1}, {"sha256": "0" * 64}, {"bytes": 0}])
def test_a_document_that_changed_is_refused(stated: dict[str, Any]) -> None:
    refused("document_changed", "speaker-separation", {"document": {"uri": URI, **stated}})


def test_a_stream_is_read_no_further_than_the_limit() -> None:
    stream = io.BytesIO(bytes(5 * CHUNK))
    with pytest.raises(PermanentError) as raised:
        measured(stream, limit=CHUNK)
    assert raised.value.code == "document_too_big"
    assert stream.tell() <= 2 * CHUNK


def test_the_stream_is_closed_whatever_is_found() -> None:
    context = OnlyStorage(b"")
    with pytest.raises(PermanentError):
        validate_job.run(
            Input(pipeline="invoice-processor", data={"document": {"uri": URI}}), cast(Context, context)
        )
    assert context.storage.stream.closed


def test_a_document_at_the_limit_passes() -> None:
    size, sha256 = measured(io.BytesIO(bytes(CHUNK)), limit=CHUNK)
    assert compared(DocumentRef(uri=URI), size, sha256).document_bytes == CHUNK


def test_accepted_gives_the_typed_event() -> None:
    assert isinstance(accepted("news-analyzer", {"text": "A"}), EVENTS["news-analyzer"])
