"""Threads of one process and other processes wait for the one that holds a folder."""

from __future__ import annotations

import threading
from pathlib import Path

from pipelines.runtime.folder_lock import FolderLock, folder_lock


def test_threads_wait_and_its_own_thread_does_not(tmp_path: Path) -> None:
    lock, entered = folder_lock(tmp_path / "data"), threading.Event()

    def enter() -> None:
        with lock:
            entered.set()

    waiting = threading.Thread(target=enter)
    with lock:
        with lock:
            waiting.start()
        assert not entered.wait(0.2)
        assert lock._processes.acquired
    waiting.join()
    assert entered.is_set()
    assert not lock._processes.acquired


def test_one_object_per_folder(tmp_path: Path) -> None:
    assert folder_lock(tmp_path / "a") is folder_lock(tmp_path / "a")
    assert folder_lock(tmp_path / "a") is not folder_lock(tmp_path / "b")


def test_what_fails_to_be_locked_holds_nothing(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "a" / "data")
    (tmp_path / "a").write_text("a file")
    for _ in range(2):
        try:
            with lock:
                raise AssertionError
        except OSError:
            continue
    (tmp_path / "a").unlink()
    with lock:
        assert lock._processes.acquired
