"""The folder of a fork server's workers goes with it, and what a killed process left goes when the next is made."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from steps.core.system.temporary_folder import SECONDS, TemporaryFolder


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(path: Path) -> Path:
    long_ago = path.stat().st_mtime - 2 * SECONDS
    os.utime(path, (long_ago, long_ago))
    return path


def test_it_goes_with_all_that_is_in_it(base: Path) -> None:
    folder = TemporaryFolder()
    assert folder.path.parent == base
    assert folder.path.stat().st_mode & 0o777 == 0o700
    (folder.path / "17").mkdir()
    (folder.path / "17" / "document").write_text("x")
    folder.remove()
    assert list(base.iterdir()) == []


def test_what_a_killed_process_left_goes_and_nothing_else(base: Path) -> None:
    living = TemporaryFolder()
    aged(living.path)
    left = base / "background-jobs.left"
    left.mkdir()
    (left / "document").write_text("x")
    aged(left)
    elsewhere = base / "elsewhere"
    elsewhere.mkdir()
    (base / "background-jobs.link").symlink_to(elsewhere)
    (base / "background-jobs.file").write_text("x")
    earlier = base / "background-jobs-17"  # of a release without locks, which may live
    earlier.mkdir()
    aged(earlier)
    kept = {living.path, elsewhere, earlier, base / "background-jobs.link", base / "background-jobs.file"}
    young = base / "background-jobs.young"
    young.mkdir()
    other = TemporaryFolder()
    assert set(base.iterdir()) == {*kept, young, other.path}
    other.remove()
    living.remove()
