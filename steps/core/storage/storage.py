"""Documents by reference: a folder or an S3 bucket behind one interface, closed to all outside its root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from steps.core.errors import ConfigurationError, PermanentError
from steps.core.models import DocumentRef
from steps.core.storage.media_types import SNIFFED_BYTES, media_type_of
from steps.core.storage.place import CHUNK, Place, checked_key


class Storage:
    """Documents below `url`: file:///folder or s3://bucket/prefix, there with an optional endpoint.

    A wrong address harms only those who use the storage, at their first use.

    Errors of every method: PermanentError `document_missing`, `document_outside_storage`; TemporaryError
    `storage_unavailable`; ConfigurationError `storage_forbidden`, `storage_url`, `storage_endpoint`. Messages name
    neither keys nor URIs.
    """

    def __init__(self, url: str, endpoint: str | None = None) -> None:
        self._url, self._endpoint = url, endpoint

    @cached_property
    def _place(self) -> Place:
        return _place(self._url, self._endpoint)

    def put(
        self,
        key: str,
        data: bytes | Iterable[bytes] | Path,
        *,
        media_type: str,
        name: str | None = None,
    ) -> DocumentRef:
        """Store the whole document or nothing; writing the same key again replaces it."""
        counted = _Counted(_chunks(data))
        self._place.write(checked_key(key), counted, media_type)
        return DocumentRef(
            uri=self._place.uri(key),
            name=name,
            media_type=media_type,
            bytes=counted.bytes,
            sha256=counted.sha256.hexdigest(),
        )

    def put_input(self, path: Path) -> DocumentRef:
        """Store a local file under its digest, so the same file is stored once.

        Errors: PermanentError `document_changed` where it changes meanwhile, `document_unreadable`.
        """
        counted = _Counted(_chunks(path))
        start = b""
        for chunk in counted:
            start = start or chunk[:SNIFFED_BYTES]
        digest = counted.sha256.hexdigest()
        key = f"documents/{digest[:2]}/{digest}"
        media_type = media_type_of(start, path.suffix)
        name = "".join(char for char in path.name if char.isprintable())[-255:]
        if self._place.exists(key):
            return DocumentRef(
                uri=self._place.uri(key), name=name, media_type=media_type, bytes=counted.bytes, sha256=digest
            )
        stored = self.put(key, path, media_type=media_type, name=name)
        if stored.sha256 != digest:
            self._place.delete(key)
            raise PermanentError(
                "document_changed", "the file changed while it was being read; send it again"
            )
        return stored

    def open(self, document: DocumentRef | str) -> BinaryIO:
        """A readable, seekable stream; at most a chunk of it is in memory."""
        return self._place.open(self._key(document))

    def read(self, document: DocumentRef | str, *, limit: int) -> bytes:
        """All bytes. Errors: PermanentError `document_too_big` above `limit` bytes."""
        with self.open(document) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise PermanentError("document_too_big", f"the document is larger than {limit:,} bytes")
        return data

    def uri(self, key: str) -> str:
        """Where the document of this key lies, or would lie."""
        return self._place.uri(checked_key(key))

    def exists(self, document: DocumentRef | str) -> bool:
        return self._place.exists(self._key(document))

    def delete(self, document: DocumentRef | str) -> None:
        """Delete the document; one that is gone already is no error."""
        self._place.delete(self._key(document))

    def delete_folder(self, key: str) -> None:
        """Delete every document whose key begins with this and a slash, and what killed writers left there."""
        self._place.delete_folder(checked_key(key))

    def _key(self, document: DocumentRef | str) -> str:
        return self._place.key(document if isinstance(document, str) else document.uri)


def _place(url: str, endpoint: str | None) -> Place:
    if url.startswith("file://"):
        from steps.core.storage.folder import Folder

        return Folder(url)
    if url.startswith("s3://"):
        from steps.core.storage.s3 import Bucket

        return Bucket(url, endpoint)
    raise ConfigurationError("storage_url", "JOBS_STORAGE must be file:///folder or s3://bucket/prefix")


def _chunks(data: bytes | Iterable[bytes] | Path) -> Iterator[bytes]:
    if isinstance(data, bytes | bytearray | memoryview):
        for start in range(0, len(data), CHUNK):
            yield bytes(data[start : start + CHUNK])
    elif isinstance(data, Path):
        try:
            stream = data.open("rb")
        except OSError as error:
            raise PermanentError(
                "document_unreadable", f"the file cannot be read: {error.strerror}"
            ) from None
        with stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    else:
        yield from data


class _Counted(Iterator[bytes]):
    """Passes chunks on while it counts and hashes them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.bytes = 0
        self.sha256 = hashlib.sha256()

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        self.bytes += len(chunk)
        self.sha256.update(chunk)
        return chunk
