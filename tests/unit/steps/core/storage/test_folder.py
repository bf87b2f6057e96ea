"""Storage is closed: nothing outside its folder is read, written, deleted or waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from steps.core.errors import PermanentError
from steps.core.storage.storage import Storage
from tests.support.refusals import refused

TEXT = "text/plain"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/..",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "a\nb",
        "a\x00b",
        "a\x7f",
        "x" * 901,
    ],
)
def test_key_that_is_no_plain_relative_path_is_refused(storage: Storage, key: str, root: Path) -> None:
    with refused("document_outside_storage"):
        storage.put(key, b"x", media_type=TEXT)
    assert not root.exists()


def test_uri_outside_the_storage_is_refused(storage: Storage, root: Path, tmp_path: Path) -> None:
    storage.put("inside", b"x", media_type=TEXT)
    (tmp_path / "storage-of-others").mkdir()
    (tmp_path / "storage-of-others" / "secret").write_bytes(b"secret")
    inside = root.as_uri()
    for uri in [
        "file:///etc/passwd", f"{inside}/../storage-of-others/secret", f"{inside}/%2e%2e/storage-of-others/secret",
        f"{inside}-of-others/secret", inside, f"{inside}/", "/etc/passwd", "", "http://127.0.0.1/x", "s3://bucket/inside",
        f"file://otherhost{root}/inside", f"{inside}/inside?x", f"{inside}/inside#x", f"{inside}/inside%00", "file://[",
        "FILE:///etc/passwd", "file:etc", f"{inside}/a%0Ab",
    ]:  # fmt: skip
        for use in (storage.open, storage.exists, storage.delete, lambda uri: storage.read(uri, limit=9)):
            with refused("document_outside_storage"):
                use(uri)


def test_symbolic_link_out_of_the_storage_is_refused(storage: Storage, root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    storage.put("a/b", b"x", media_type=TEXT)
    (root / "file").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    for name in ("file", "folder/secret", "folder/new"):
        with refused("document_outside_storage"):
            storage.read(f"{root.as_uri()}/{name}", limit=9)
        with refused("document_outside_storage"):
            storage.put(name, b"overwritten", media_type=TEXT)
    with pytest.raises(PermanentError):
        storage.read(f"{root.as_uri()}/loop", limit=9)
    assert (tmp_path / "secret").read_bytes() == b"secret"
    assert not (tmp_path / "new").exists()


def test_symbolic_link_within_the_storage_is_followed(storage: Storage, root: Path) -> None:
    storage.put("a/b", b"x", media_type=TEXT)
    (root / "link").symlink_to(root / "a")
    assert storage.read(f"{root.as_uri()}/link/b", limit=9) == b"x"


def test_storage_may_itself_lie_behind_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    storage = Storage((tmp_path / "link").as_uri())
    put = storage.put("a", b"x", media_type=TEXT)
    assert storage.read(put, limit=9) == storage.read((tmp_path / "link" / "a").as_uri(), limit=9) == b"x"


def test_what_is_no_file_is_missing(storage: Storage, root: Path) -> None:
    storage.put("folder/file", b"x", media_type=TEXT)
    os.mkfifo(root / "pipe")  # opening it the usual way would wait for a writer for ever
    for name in ("folder", "folder/file/below", "nothing", "pipe"):
        with refused("document_missing"):
            storage.open(f"{root.as_uri()}/{name}")
        assert not storage.exists(f"{root.as_uri()}/{name}")


def test_only_the_owner_may_look(storage: Storage, root: Path) -> None:
    before = os.umask(0)
    try:
        storage.put("jobs/1/report.md", b"x", media_type=TEXT)
    finally:
        os.umask(before)
    modes = {str(path.relative_to(root)): path.stat().st_mode & 0o777 for path in root.rglob("*")}
    assert modes == {"jobs": 0o700, "jobs/1": 0o700, "jobs/1/report.md": 0o600}
    assert root.stat().st_mode & 0o777 == 0o700
