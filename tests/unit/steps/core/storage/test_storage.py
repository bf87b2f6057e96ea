"""Documents in a folder: whole or absent, whatever breaks, and never more than a chunk in memory."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from steps.core.errors import ConfigurationError, StepError, TemporaryError
from steps.core.models import DocumentRef
from steps.core.storage.place import CHUNK
from steps.core.storage.storage import Storage
from tests.support.refusals import refused

TEXT = "text/plain"


def test_document_comes_back_as_it_was_put(storage: Storage) -> None:
    put = storage.put("jobs/0198d1a2/report.md", b"# Hi", media_type="text/markdown", name="Report.md")
    assert put == DocumentRef(
        uri=put.uri,
        name="Report.md",
        media_type="text/markdown",
        bytes=4,
        sha256=hashlib.sha256(b"# Hi").hexdigest(),
    )
    assert storage.read(put, limit=4) == b"# Hi"
    assert storage.read(put.uri, limit=100) == b"# Hi"
    assert storage.uri("jobs/0198d1a2/report.md") == put.uri
    with storage.open(put) as stream:
        assert (stream.read(2), stream.seek(0), stream.read()) == (b"# ", 0, b"# Hi")


@pytest.mark.parametrize("data", [b"", b"abc", bytearray(b"abc"), [b"a", b"", b"bc"], b"x" * (2 * CHUNK + 7)])
def test_every_kind_of_data_is_counted_and_hashed(
    storage: Storage, data: bytes | list[bytes], tmp_path: Path
) -> None:
    whole = b"".join(data) if isinstance(data, list) else bytes(data)
    file = tmp_path / "file"
    file.write_bytes(whole)
    for given in (data, iter(data) if isinstance(data, list) else data, file):
        put = storage.put("a/b", given, media_type=TEXT)
        assert (put.bytes, put.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
        assert storage.read(put, limit=len(whole)) == whole


@pytest.mark.parametrize("key", ["a b", "ä/ö.txt", "a%20b", "a#b", "a?b=c", "a+b", "'quoted'", "😀"])
def test_any_printable_name_is_a_key(storage: Storage, key: str) -> None:
    put = storage.put(key, key.encode(), media_type=TEXT)
    assert storage.read(put, limit=100) == key.encode()


def test_delete_is_done_once_and_harmless_again(storage: Storage) -> None:
    put = storage.put("a/b", b"x", media_type=TEXT)
    assert storage.exists(put)
    storage.delete(put)
    storage.delete(put)
    assert not storage.exists(put)


def test_a_folder_goes_as_a_whole_and_nothing_beside_it(storage: Storage, root: Path) -> None:
    inside = [storage.put(f"jobs/1/{name}", b"1", media_type="text/plain") for name in ("a", "b/c")]
    beside = [storage.put(key, b"1", media_type="text/plain") for key in ("jobs/10/a", "jobs/1.txt")]
    (root / "jobs" / "1" / ".0123456789abcdef.0.part").write_bytes(b"left by a killed writer")
    storage.delete_folder("jobs/1")
    assert not any(storage.exists(each) for each in inside)
    assert not (root / "jobs" / "1").exists()
    assert all(storage.exists(each) for each in beside)
    storage.delete_folder("jobs/1")


def test_limit_is_kept_to_the_byte(storage: Storage) -> None:
    put = storage.put("a", b"12345", media_type=TEXT)
    assert storage.read(put, limit=5) == b"12345"
    with refused("document_too_big"):
        storage.read(put, limit=4)


def test_broken_source_leaves_the_old_document_and_no_rest(storage: Storage, root: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"new" * 1000
        raise FileNotFoundError(errno.ENOENT, "a table is gone")

    put = storage.put("a/b", b"old", media_type=TEXT)
    with pytest.raises(FileNotFoundError):  # the caller's own error, not one of storage
        storage.put("a/b", breaks(), media_type=TEXT)
    assert storage.read(put, limit=9) == b"old"
    assert [path.name for path in root.rglob("*") if path.is_file()] == ["b"]


def test_process_killed_while_writing_leaves_no_document(storage: Storage, root: Path) -> None:
    program = f"""
import sys, time
from steps.core.storage.storage import Storage
from tests.support.refusals import refused
def slow():
    yield b"half"
    print("writing", flush=True)
    time.sleep(60)
    yield b"whole"
Storage({root.as_uri()!r}).put("a/b", slow(), media_type="text/plain")
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
    assert not storage.exists(storage.uri("a/b"))
    assert storage.put("a/b", b"whole", media_type=TEXT).bytes == 5


def test_reader_sees_the_old_document_or_the_new_one_never_a_mixture(storage: Storage) -> None:
    versions = [bytes([number]) * 100_000 for number in range(30)]
    put = storage.put("a", versions[0], media_type=TEXT)
    done = threading.Event()
    seen: list[bytes] = []

    def reader() -> None:
        while not done.is_set():
            seen.append(storage.read(put, limit=200_000))

    thread = threading.Thread(target=reader)
    thread.start()
    for version in versions:
        storage.put("a", version, media_type=TEXT)
    done.set()
    thread.join()
    assert set(seen) <= set(versions)


def test_large_document_never_lies_in_memory(storage: Storage) -> None:
    chunk = b"x" * CHUNK
    tracemalloc.start()
    put = storage.put("big", (chunk for _ in range(64)), media_type=TEXT)
    with storage.open(put) as stream:
        while stream.read(CHUNK):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert put.bytes == 64 * CHUNK
    assert peak < 4 * CHUNK


@pytest.mark.parametrize(
    ("number", "expected", "code"),
    [
        (errno.EACCES, ConfigurationError, "storage_forbidden"),
        (errno.EROFS, ConfigurationError, "storage_forbidden"),
        (errno.ENOSPC, TemporaryError, "storage_unavailable"),
        (errno.EIO, TemporaryError, "storage_unavailable"),
    ],
)
def test_faults_of_the_disk(
    storage: Storage,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    expected: type[StepError],
    code: str,
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, "failed", str(root / "canary.txt"))

    storage.put("canary.txt", b"x", media_type=TEXT)
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(expected, check=lambda error: error.code == code) as put:
        storage.put("canary.txt", b"y", media_type=TEXT)
    monkeypatch.setattr(os, "open", fails)
    with pytest.raises(expected, check=lambda error: error.code == code) as opened:
        storage.open(storage.uri("canary.txt"))
    assert "canary" not in put.value.message + opened.value.message
    monkeypatch.undo()
    assert storage.read(storage.uri("canary.txt"), limit=9) == b"x"


@pytest.mark.parametrize(
    "url", ["", "storage", "/var/storage", "file://relative", "file:storage", "http://x/y", "s3://"]
)
def test_wrong_setting_names_the_way_out(url: str) -> None:
    storage = Storage(url)  # whoever never uses it goes on
    with pytest.raises(ConfigurationError, match="JOBS_STORAGE"):
        storage.uri("a")
    with pytest.raises(ConfigurationError, match="JOBS_STORAGE"):
        storage.put("a", b"x", media_type=TEXT)


def test_input_is_stored_once_under_its_digest(storage: Storage, root: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "Invoice März.pdf", tmp_path / "copy.bin"
    for file in (first, second):
        file.write_bytes(b"%PDF-1.7\n" + b"x" * CHUNK)
    digest = hashlib.sha256(first.read_bytes()).hexdigest()
    one, two = storage.put_input(first), storage.put_input(second)
    assert one.uri == two.uri == storage.uri(f"documents/{digest[:2]}/{digest}")
    assert (one.name, two.name) == ("Invoice März.pdf", "copy.bin")
    assert (one.media_type, two.media_type) == ("application/pdf", "application/pdf")
    assert one.sha256 == digest
    assert one.bytes == CHUNK + 9
    assert len([path for path in root.rglob("*") if path.is_file()]) == 1


def test_input_that_cannot_be_read_is_refused(storage: Storage, tmp_path: Path) -> None:
    for path in (tmp_path / "canary", tmp_path):
        with refused("document_unreadable") as error:
            storage.put_input(path)
        assert "canary" not in error.value.message


def test_strange_file_name_becomes_a_printable_one(storage: Storage, tmp_path: Path) -> None:
    file = tmp_path / "a\nb\x1b[31m\udcff.txt"
    file.write_bytes(b"hello")
    assert storage.put_input(file).name == "ab[31m.txt"
