"""What a place for documents offers, which keys it takes, and what it says of documents that are not there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from steps.core.errors import PermanentError

CHUNK = 1024 * 1024  # bytes held in memory at a time
MAX_KEY = 900  # bytes; S3 allows 1,024 with the prefix


class Place(Protocol):
    """Where documents lie. Keys are relative paths that `checked_key` has passed."""

    def uri(self, key: str) -> str: ...
    def key(self, uri: str) -> str: ...
    def write(self, key: str, chunks: Iterator[bytes], media_type: str) -> None: ...
    def open(self, key: str) -> BinaryIO: ...
    def exists(self, key: str) -> bool: ...
    def delete(self, key: str) -> None: ...
    def delete_folder(self, key: str) -> None: ...


def checked_key(key: str) -> str:
    """The key itself, if it is a plain relative path. Errors: PermanentError `document_outside_storage`."""
    parts = key.split("/")
    plain = all(part not in ("", ".", "..") for part in parts) and "\\" not in key
    if not plain or len(key.encode("utf-8", "replace")) > MAX_KEY or any(_is_control(char) for char in key):
        raise outside()
    return key


def outside() -> PermanentError:
    return PermanentError(
        "document_outside_storage",
        "the document does not lie in the configured storage; upload it, and name the reference you get back",
    )


def missing() -> PermanentError:
    return PermanentError("document_missing", "there is no such document in storage; was it deleted?")


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
