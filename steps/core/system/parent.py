"""A process that shall not outlive the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable

LOOK_SECONDS = 0.5  # how often a process looks for its parent
_DIE_WITH_PARENT, _ADOPT = 1, 36  # of prctl: PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER


def killed_with_parent(parent: int) -> bool:
    """Ask the kernel to kill this process when the process `parent` ends, whatever this one does then; whether it will,
    which only Linux offers. Ends this process if the parent ended before."""
    asked = False
    if sys.platform == "linux":
        asked = bool(ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL) == 0)
    if os.getppid() != parent:
        os._exit(1)  # it ended before the kernel knew of our wish
    return asked


def adopts_orphans() -> None:
    """Become the parent of what its own children leave behind, and so the one that must wait for their ends. In a
    container they would come to its first process, which waits for nobody it did not start: each would stay as a
    zombie. Linux alone offers it; elsewhere the system's own first process waits for them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """End this process when the process `parent` ends: by the kernel, or by a thread that looks for it. The thread
    comes to it as soon as Python runs, so not within one long call of a library that lets no other thread run."""
    if not killed_with_parent(parent):
        when_parent_is_gone(lambda: os._exit(1), parent)


def when_parent_is_gone(stop: Callable[[], None], parent: int | None = None) -> None:
    """Call `stop` from a thread once this process has another parent than now, or than `parent`."""
    import threading  # dear for the process that reads a document, which needs no thread on Linux

    known = os.getppid() if parent is None else parent
    threading.Thread(target=_watch, args=[known, stop], name="parent", daemon=True).start()


def _watch(parent: int, stop: Callable[[], None]) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    stop()
