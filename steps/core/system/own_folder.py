"""A folder for temporary files that one process has for itself: emptied after each step, gone with the process."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def _path(pid: int) -> Path:
    return Path(tempfile.gettempdir()) / f"background-jobs-{pid}"


def own_folder(pid: int) -> None:
    """Make it this process's TMPDIR. One that an earlier process of this number left is emptied. Errors: OSError."""
    path = _path(pid)
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700, parents=True)
    tempfile.tempdir = str(path)
    os.environ.update(TMPDIR=tempfile.tempdir)


def empty_folder() -> None:
    """Remove what a step left in it. One that somebody removed is made again."""
    os.makedirs(tempfile.gettempdir(), mode=0o700, exist_ok=True)
    with os.scandir(tempfile.gettempdir()) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry.path).unlink(missing_ok=True)


def remove_folder(pid: int) -> None:
    """Of a process that ended, from the process that forked it."""
    shutil.rmtree(_path(pid), ignore_errors=True)
