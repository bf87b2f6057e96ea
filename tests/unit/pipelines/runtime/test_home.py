"""A folder that is of no use is named with its setting before anything starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.runtime.home import usable
from steps.core.errors import ConfigurationError


def test_it_is_made_where_it_is_not_there(tmp_path: Path) -> None:
    assert usable(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(
        ConfigurationError, match=r"^home_unusable: JOBS_HOME: .*/home/logs is of no use: Not a "
    ):
        usable(tmp_path / "home" / "logs")


def test_one_that_cannot_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere but on a read-only file system, so the kernel's answer is given here."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(ConfigurationError, match="it cannot be written to; set it to a folder"):
        usable(tmp_path)
