"""/api/documents: files in and out, streamed; and the files that jobs wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, BinaryIO
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from psycopg.rows import class_row
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from pipelines.server.access.body import too_large
from pipelines.server.access.origins import who
from pipelines.server.job_ids import JobId
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.models import Closed, DocumentRef, Text
from steps.core.postgres.sql import load
from steps.gdpr.register import Register

QUERIES = load("documents.sql", "pipelines.server.api")
CHUNK = 1 << 18  # bytes
MAX_SUFFIX = 16  # characters
BODY = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The file",
    }
}
# What is stored here came from anybody: it is never shown as a page of ours.
SEALED = {"Content-Security-Policy": "sandbox; default-src 'none'"}
router = APIRouter(tags=["documents"])


class Uploaded(Closed):
    """`document` is what an event names; `id` is for downloads."""

    id: str
    document: DocumentRef


@router.post("/api/documents", status_code=201, openapi_extra={"requestBody": BODY})
async def upload_document(
    request: Request,
    services: Serving,
    name: Annotated[str, Query(max_length=255, description="The file's own name")] = "document",
) -> Uploaded:
    """Store a file: the body is its bytes as they are, and the first of them say what it is."""
    limit = services.control.upload_bytes
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > limit:
        raise too_large(limit)
    with tempfile.TemporaryDirectory(prefix="jobs-upload-") as folder:
        path = Path(folder) / f"document{suffix_of(name)}"
        size = 0
        with path.open("wb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise too_large(limit)
                await run_in_threadpool(file.write, chunk)
        if size == 0:
            raise Problem(422, "empty_document", "the document is empty")
        return await run_in_threadpool(_store, services, path, plain_name(name))


def _store(services: Services, path: Path, name: str) -> Uploaded:
    document = services.storage.put_input(path).model_copy(update={"name": name})
    with services.pool.connection() as connection:
        row = connection.execute(QUERIES["add"], document.model_dump()).fetchone()
    assert row is not None  # noqa: S101  INSERT … RETURNING gives a row
    return Uploaded(id=row[0], document=document)


@router.get("/api/documents/{document_id}", response_class=StreamingResponse, responses=FILE)
def download_document(services: Serving, document_id: UUID) -> StreamingResponse:
    """A file that was uploaded."""
    with (
        services.pool.connection() as connection,
        connection.cursor(row_factory=class_row(DocumentRef)) as cursor,
    ):
        document = cursor.execute(QUERIES["find"], {"id": document_id}).fetchone()
    if document is None:
        raise Problem(404, "no_such_document", "there is no such document")
    return sent(services, document)


@router.get("/api/jobs/{job_id}/documents/{role}", response_class=StreamingResponse, responses=FILE)
def download_job_document(
    request: Request, services: Serving, job_id: JobId, role: Text
) -> StreamingResponse:
    """A file that the job wrote, by its role in the result's `artifacts`. An export's download is put on record."""
    with services.pool.connection() as connection:
        row = connection.execute(QUERIES["artifact"], {"job_id": job_id, "role": role}).fetchone()
        if row is None or row[1] is None:
            raise Problem(404, "no_such_document", "this job has no such document")
        if row[0] == "gdpr-exporter":
            Register(connection, str(job_id)).record("downloaded", who(request))
    return sent(services, DocumentRef.model_validate(row[1]))


def sent(services: Services, document: DocumentRef) -> StreamingResponse:
    """The file as a download. Errors: Problem 404 where it is gone from storage."""
    if not services.storage.exists(document):
        raise Problem(404, "document_missing", "the document is not in storage any more")
    headers = {**SEALED, "Content-Disposition": disposition(document.name or "document")}
    if document.bytes is not None:
        headers["Content-Length"] = str(document.bytes)
    stream = services.storage.open(document)
    return Download(stream, media_type=document.media_type, headers=headers)


class Download(StreamingResponse):
    """A file, which is closed as soon as the client has it or leaves."""

    def __init__(self, file: BinaryIO, **known: Any) -> None:
        super().__init__(_chunks(file), **known)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def plain_name(name: str) -> str:
    """The last part of the path, without what a file system or a terminal may trip over."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(char for char in last if char.isprintable())[-120:].strip(" .")
    return plain or "document"


def suffix_of(name: str) -> str:
    """The end of the name that may say what the file is; none where a file system might not take it."""
    suffix = PurePosixPath(plain_name(name)).suffix
    return suffix if suffix.isascii() and len(suffix) <= MAX_SUFFIX else ""


def disposition(name: str) -> str:
    """Content-Disposition (RFC 6266) for any name."""
    ascii_name = "".join(
        char if char.isascii() and char.isprintable() and char not in '"\\' else "_" for char in name
    )
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
