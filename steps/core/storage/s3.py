"""Documents in an S3 bucket or a store that speaks its protocol; credentials come from the AWS_* variables."""

from __future__ import annotations

import io
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from steps.core.errors import ConfigurationError, StepError, TemporaryError
from steps.core.storage.place import CHUNK, checked_key, missing, outside

if TYPE_CHECKING:
    from obstore import ReadableFile

PART = 8 * 1024 * 1024  # bytes; S3 takes 10,000 parts, so 80 GB. What fits into one part is a single request
SECONDS = 120  # for one request
# Without keys the client asks the cloud machine it hopes to run on, at these addresses.
_NO_CREDENTIALS = ("/latest/api/token", "/latest/meta-data/")


class Bucket:
    """Keys are object names below the prefix of an s3:// URL."""

    def __init__(self, url: str, endpoint: str | None) -> None:
        from obstore.store import S3Store

        parts = urlsplit(url)
        if not parts.netloc or parts.query or parts.fragment:
            raise ConfigurationError("storage_url", "JOBS_STORAGE needs a bucket, as in s3://bucket/prefix")
        prefix = parts.path.strip("/")
        self._root = f"s3://{parts.netloc}/{prefix}/" if prefix else f"s3://{parts.netloc}/"
        with _translated():
            self._store = S3Store(
                parts.netloc,
                prefix=prefix or None,
                config={"endpoint": endpoint} if endpoint else {},
                client_options={
                    "allow_http": endpoint is not None and _is_loopback(endpoint),
                    "connect_timeout": timedelta(seconds=5),
                    "timeout": timedelta(seconds=SECONDS),
                },
                retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
            )

    def uri(self, key: str) -> str:
        return self._root + key

    def key(self, uri: str) -> str:
        """Errors: PermanentError `document_outside_storage`."""
        if not uri.startswith(self._root):
            raise outside()
        return checked_key(uri.removeprefix(self._root))

    def write(self, key: str, chunks: Iterator[bytes], media_type: str) -> None:
        import obstore

        source = _Source(chunks)
        with _translated(source):
            first = source.take(PART)
            obstore.put(
                self._store, key, first if source.ended else chain([first], source),
                attributes={"Content-Type": media_type}, chunk_size=PART, max_concurrency=2,
            )  # fmt: skip

    def open(self, key: str) -> BinaryIO:
        import obstore

        with _translated():
            file = obstore.open_reader(self._store, key, buffer_size=CHUNK)
        return cast(BinaryIO, io.BufferedReader(_Reader(file), buffer_size=CHUNK))

    def exists(self, key: str) -> bool:
        import obstore

        try:
            with _translated():
                obstore.head(self._store, key)
        except StepError as error:
            if error.code == "document_missing":
                return False
            raise
        return True

    def delete(self, key: str) -> None:
        import obstore

        with _translated():
            obstore.delete(self._store, key)

    def delete_folder(self, key: str) -> None:
        import obstore

        with _translated():
            for found in obstore.list(self._store, f"{key}/"):
                obstore.delete(self._store, [one["path"] for one in found])


class _Reader(io.RawIOBase):
    """The store's reader as Python's own kind of stream, with our errors."""

    def __init__(self, file: ReadableFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _translated():
            return self._file.seek(offset, whence)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # Buffer needs 3.12
        with _translated():
            data = self._file.read(len(buffer)).to_bytes()
        buffer[: len(data)] = data
        return len(data)


class _Source(Iterator[bytes]):
    """The caller's chunks; remembers an error of the caller's own, which must not pass for one of the store's."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.ended = False
        self.error: BaseException | None = None

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            self.ended = True
            raise
        except BaseException as error:
            self.error = error
            raise

    def take(self, size: int) -> bytes:
        """The first chunks, up to `size` bytes or a chunk more."""
        taken = bytearray()
        for chunk in self:
            taken += chunk
            if len(taken) >= size:
                break
        return bytes(taken)


def _is_loopback(endpoint: str) -> bool:
    host = urlsplit(endpoint).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _translated(source: _Source | None = None) -> Iterator[None]:
    """Turn the store's errors into ours. Their texts name URLs and keys, so none of it is passed on."""
    try:
        yield
    except StepError:
        raise
    except Exception as error:
        if source is not None and source.error is not None:
            raise source.error from None
        raise _translate(error) from None


def _translate(error: Exception) -> Exception:
    from obstore import exceptions

    text = str(error)
    if isinstance(error, FileNotFoundError):
        if "NoSuchBucket" in text:
            return ConfigurationError("storage_bucket", "the bucket of JOBS_STORAGE does not exist")
        return missing()
    if isinstance(error, exceptions.PermissionDeniedError | exceptions.UnauthenticatedError):
        return ConfigurationError("storage_forbidden", "the S3 store refused the credentials in AWS_*")
    if any(address in text for address in _NO_CREDENTIALS):
        return ConfigurationError(
            "storage_forbidden", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
        )
    if "builder error" in text:
        return ConfigurationError(
            "storage_endpoint", "JOBS_STORAGE_ENDPOINT must be https, except on this machine"
        )
    if isinstance(error, ValueError):
        return outside()
    if isinstance(error, exceptions.BaseError | OSError):  # its reader raises OSError
        return TemporaryError("storage_unavailable", "the S3 store did not answer")
    return error
