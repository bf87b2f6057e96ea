"""The folder in which the workers of one fork server have theirs for temporary files: it goes with the fork server, and
what a killed process left of one goes when the next is made.

The lock on it says that somebody lives; the kernel drops it with the process, and programs that clean /tmp heed it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PREFIX = "background-jobs."  # not that of earlier releases, whose folders bear no lock
SECONDS = 60.0  # a younger one may be about to be locked


class TemporaryFolder:
    """`path` is where it is."""

    def __init__(self) -> None:
        """Make it. Errors: OSError."""
        _remove_left_ones(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def remove(self) -> None:
        """With all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _remove_left_ones(base: Path) -> None:
    """Those of this user whose process is gone."""
    for path in base.glob(f"{PREFIX}*"):
        with suppress(OSError):  # locked, or another user's, or gone by now
            if not _ours_and_old(path):
                continue
            lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


def _ours_and_old(path: Path) -> bool:
    found = path.lstat()
    return found.st_uid == os.getuid() and time.time() - found.st_mtime > SECONDS
