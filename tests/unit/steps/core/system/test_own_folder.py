"""A process's folder for temporary files is its own, is emptied, and goes with it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from steps.core.system import own_folder


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_what_a_step_left_is_gone_before_the_next(base: Path) -> None:
    left = base / "background-jobs-17"
    left.mkdir()
    (left / "of an earlier process").write_text("x")
    own_folder.own_folder(17)
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(left)
    assert left.stat().st_mode & 0o777 == 0o700
    assert list(left.iterdir()) == []
    (left / "folder").mkdir()
    (left / "folder" / "file").write_text("x")
    (left / "link").symlink_to(base)
    own_folder.empty_folder()
    assert list(left.iterdir()) == []
    assert base.exists()


def test_it_goes_with_its_process(base: Path) -> None:
    own_folder.own_folder(18)
    os.environ["TMPDIR"] = tempfile.tempdir = str(base)
    own_folder.remove_folder(18)
    own_folder.remove_folder(18)
    assert list(base.iterdir()) == []


def test_one_that_somebody_removed_is_made_again(base: Path) -> None:
    own_folder.own_folder(19)
    os.rmdir(tempfile.gettempdir())
    own_folder.empty_folder()
    assert Path(tempfile.gettempdir()).is_dir()
