"""Documents in an S3 bucket, over real HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.core.models import DocumentRef
from steps.core.storage import s3
from steps.core.storage.place import CHUNK
from steps.core.storage.storage import Storage
from tests.support.refusals import refused

TEXT = "text/plain"


def test_document_comes_back_as_it_was_put(storage: Storage, client: Any) -> None:
    put = storage.put("jobs/1/report.md", b"# Hi", media_type="text/markdown", name="Report.md")
    assert put == DocumentRef(
        uri="s3://documents/team/a/jobs/1/report.md", name="Report.md", media_type="text/markdown", bytes=4,
        sha256=hashlib.sha256(b"# Hi").hexdigest(),
    )  # fmt: skip
    assert storage.read(put, limit=4) == b"# Hi"
    assert storage.uri("jobs/1/report.md") == put.uri
    seen = client.get_object(Bucket="documents", Key="team/a/jobs/1/report.md")
    assert (seen["ContentType"], seen["Body"].read()) == ("text/markdown", b"# Hi")


@pytest.mark.parametrize("key", ["a b", "ä/ö.txt", "a%20b", "a#b", "a?b=c", "a+b", "'quoted'", "😀"])
def test_any_printable_name_is_a_key(storage: Storage, client: Any, key: str) -> None:
    put = storage.put(key, key.encode(), media_type=TEXT)
    assert storage.read(put, limit=100) == key.encode()
    assert client.get_object(Bucket="documents", Key=f"team/a/{key}")["Body"].read() == key.encode()


def test_a_folder_goes_as_a_whole_and_nothing_beside_it(storage: Storage) -> None:
    inside = [storage.put(f"jobs/1/{n}", b"1", media_type=TEXT) for n in range(60)]
    beside = [storage.put(key, b"1", media_type=TEXT) for key in ("jobs/10/a", "jobs/1.txt")]
    storage.delete_folder("jobs/1")
    assert not any(storage.exists(each) for each in inside)
    assert all(storage.exists(each) for each in beside)
    storage.delete_folder("jobs/1")


@pytest.mark.parametrize("size", [0, 1, s3.PART - 1, s3.PART, s3.PART + 1, 2 * s3.PART + 5])
def test_document_of_any_number_of_parts(storage: Storage, client: Any, size: int, tmp_path: Path) -> None:
    whole = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    file = tmp_path / "file"
    file.write_bytes(whole)
    for data in (whole, file, (whole[start : start + 999_983] for start in range(0, size, 999_983))):
        put = storage.put("parts", data, media_type="audio/wav")
        assert (put.bytes, put.sha256) == (size, hashlib.sha256(whole).hexdigest())
        with storage.open(put) as stream:
            assert stream.read() == whole
        assert client.head_object(Bucket="documents", Key="team/a/parts")["ContentType"] == "audio/wav"


def test_stream_can_be_read_in_pieces_and_sought(storage: Storage) -> None:
    put = storage.put("a", bytes(range(256)) * 20_000, media_type=TEXT)
    with storage.open(put) as stream:
        assert stream.read(3) == b"\x00\x01\x02"
        assert stream.seek(-2, 2) == 256 * 20_000 - 2
        assert stream.read() == b"\xfe\xff"
        assert stream.read() == b""
        assert stream.seek(256) == stream.tell() == 256
        assert stream.read(2 * CHUNK) == bytes(range(256)) * (2 * CHUNK // 256)


def test_missing_document(storage: Storage) -> None:
    uri = storage.uri("nothing")
    assert not storage.exists(uri)
    with refused("document_missing"):
        storage.open(uri)
    with refused("document_missing"):
        storage.read(uri, limit=9)
    storage.delete(uri)


def test_delete(storage: Storage) -> None:
    put = storage.put("a/b", b"x", media_type=TEXT)
    assert storage.exists(put)
    storage.delete(put)
    assert not storage.exists(put)


def test_uri_outside_the_prefix_is_refused(storage: Storage, client: Any) -> None:
    client.put_object(Bucket="documents", Key="team/secret", Body=b"secret")
    for uri in [
        "s3://documents/team/secret", "s3://documents/team/a/../secret", "s3://documents/team/ab/x", "s3://other/team/a/x",
        "s3://documents/team/a", "s3://documents/team/a/", "s3://documents/team/a//x", "s3://documents/team/a/x\ny",
        "S3://documents/team/a/x", "file:///etc/passwd", "http://127.0.0.1/documents/team/a/x", "team/a/x", "",
    ]:  # fmt: skip
        for use in (storage.open, storage.exists, storage.delete):
            with refused("document_outside_storage"):
                use(uri)
    for key in ("../secret", "/x", "a//b", "a/./b", ".."):
        with refused("document_outside_storage"):
            storage.put(key, b"overwritten", media_type=TEXT)
    assert client.get_object(Bucket="documents", Key="team/secret")["Body"].read() == b"secret"


def test_bucket_without_a_prefix(endpoint: str, client: Any) -> None:
    storage = Storage("s3://documents", endpoint)
    assert storage.put("a", b"x", media_type=TEXT).uri == "s3://documents/a"
    assert storage.read("s3://documents/a", limit=1) == b"x"


def test_limit_is_kept_to_the_byte(storage: Storage) -> None:
    put = storage.put("a", b"12345", media_type=TEXT)
    assert storage.read(put, limit=5) == b"12345"
    with refused("document_too_big"):
        storage.read(put, limit=4)


@pytest.mark.parametrize("good", [10, s3.PART + 10])
def test_broken_source_leaves_the_old_document(storage: Storage, client: Any, good: int) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"x" * good
        raise FileNotFoundError("a table is gone")

    put = storage.put("a", b"old", media_type=TEXT)
    with pytest.raises(
        FileNotFoundError, match="a table is gone"
    ):  # the caller's own error, not one of storage
        storage.put("a", breaks(), media_type=TEXT)
    assert storage.read(put, limit=9) == b"old"
    assert not client.list_multipart_uploads(Bucket="documents").get("Uploads")


def test_input_is_uploaded_once(storage: Storage, client: Any, tmp_path: Path) -> None:
    file = tmp_path / "talk.wav"
    file.write_bytes(b"RIFF\x00\x00\x00\x00WAVE" + b"x" * (s3.PART + 1))
    one, two = storage.put_input(file), storage.put_input(file)
    assert one == two
    assert one.media_type == "audio/wav"
    assert (
        client.head_object(Bucket="documents", Key=one.uri.removeprefix("s3://documents/"))["ContentLength"]
        == one.bytes
    )
