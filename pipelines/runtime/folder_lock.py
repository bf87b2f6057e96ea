"""A lock on a folder: held by one thread of one process of this machine."""

from __future__ import annotations

import functools
import threading
from pathlib import Path
from types import TracebackType

from fasteners import InterProcessLock


class FolderLock:
    """A context manager; the thread that holds it can take it again. Its file lies beside the folder."""

    def __init__(self, folder: Path) -> None:
        self._threads = threading.RLock()  # the lock between processes is not made for threads
        self._processes = InterProcessLock(folder.with_name(f"{folder.name}.lock"))
        self._held = 0

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            if not self._held:
                self._processes.acquire()
            self._held += 1
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._held -= 1
        if not self._held:
            self._processes.release()
        self._threads.release()


@functools.cache
def folder_lock(folder: Path) -> FolderLock:
    """The one lock that this process has on it: where two objects open the file, closing one frees both."""
    return FolderLock(folder)
