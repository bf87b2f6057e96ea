"""Documents in a local folder: written whole or not at all, readable by their owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from steps.core.errors import ConfigurationError, StepError, TemporaryError
from steps.core.storage.place import checked_key, missing, outside

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_MISSING = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR)


class Folder:
    """Keys are paths below the folder of a file:// URL. Symbolic links must stay inside it."""

    def __init__(self, url: str) -> None:
        path = _path_of(url)
        if path is None:
            raise ConfigurationError(
                "storage_url", "JOBS_STORAGE needs an absolute path, as in file:///folder"
            )
        self._root = Path(os.path.realpath(path))

    def uri(self, key: str) -> str:
        return (self._root / key).as_uri()

    def key(self, uri: str) -> str:
        """Errors: PermanentError `document_outside_storage`, also where a link leads out of the folder."""
        path = _path_of(uri)
        if path is None:
            raise outside()
        root = f"{self._root}/"
        real = os.path.realpath(path)
        if not real.startswith(root):
            raise outside()
        return checked_key(real.removeprefix(root))

    def write(self, key: str, chunks: Iterator[bytes], media_type: str) -> None:
        with _translated():
            target = self._inside(key)
            _make_folder(target.parent)
            temporary = target.with_name(f"{_prefix(target)}{secrets.token_hex(8)}.part")
            stream = os.fdopen(
                os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb", buffering=0
            )
        try:
            with stream:
                for chunk in chunks:
                    with _translated():
                        _write_all(stream, chunk)
                with _translated():
                    os.fsync(stream.fileno())
            with _translated():
                os.replace(temporary, target)
                _sync_folder(target.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def open(self, key: str) -> BinaryIO:
        """Errors: PermanentError `document_missing` for all but plain files, and what storage errors become."""
        with _translated():
            # Without O_NONBLOCK a named pipe would hold the step for ever.
            descriptor = os.open(self._inside(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            stream = os.fdopen(descriptor, "rb", closefd=True)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                stream.close()
                raise missing()
            return stream

    def exists(self, key: str) -> bool:
        with _translated():
            return self._inside(key).is_file()

    def delete(self, key: str) -> None:
        """Also what a writer of this key left unfinished when it was killed: it may hold personal data."""
        target = self._inside(key)
        with _translated():
            for path in (target, *target.parent.glob(f"{_prefix(target)}*.part")):
                with suppress(FileNotFoundError, NotADirectoryError):
                    path.unlink()

    def delete_folder(self, key: str) -> None:
        folder = self._inside(key)
        with _translated(), suppress(FileNotFoundError, NotADirectoryError):
            shutil.rmtree(folder)

    def _inside(self, key: str) -> Path:
        path = self._root / checked_key(key)
        if not f"{os.path.realpath(path)}/".startswith(f"{self._root}/"):
            raise outside()
        return path


def _prefix(target: Path) -> str:
    """How unfinished files of a document begin; short, however long the document's name is."""
    return f".{hashlib.sha256(target.name.encode()).hexdigest()[:16]}."


def _path_of(url: str) -> str | None:
    """The absolute path of a file:// URL on this machine, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = unquote(parts.path)
    plain = (
        parts.scheme == "file"
        and parts.netloc in ("", "localhost")
        and not parts.query
        and not parts.fragment
    )
    return path if plain and path.startswith("/") and "\x00" not in path else None


def _make_folder(folder: Path) -> None:
    """Like mkdir -p, but every new folder is closed to others, not the last one only."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)


def _write_all(stream: RawIOBase, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except StepError:
        raise
    except OSError as error:
        if error.errno in _MISSING:
            raise missing() from None
        if error.errno == errno.ELOOP:
            raise outside() from None
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        if error.errno in _FORBIDDEN:
            raise ConfigurationError(
                "storage_forbidden", f"the storage folder refused access ({reason}); check its owner and mode"
            ) from None
        raise TemporaryError("storage_unavailable", f"the storage folder failed ({reason})") from None
