"""What a process knows of its memory and its open files, and what it lets the kernel limit."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress

LOOK_SECONDS = 0.02  # how often a process looks at its memory that no kernel limits


def resident(pid: int | None = None) -> int:
    """Resident memory in bytes, of this process or another one; 0 where it cannot be read."""
    if sys.platform == "linux":
        try:
            with open(f"/proc/{pid or 'self'}/statm") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            return 0
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def open_files() -> int:
    """How many files, sockets and pipes this process has open; more than there can be where not one more can be opened,
    be it this process' fault or not; 0 where nobody counts them."""
    try:
        return len(os.listdir("/dev/fd"))
    except FileNotFoundError:
        return 0
    except OSError:
        return sys.maxsize


def prefer_for_oom_kill() -> None:
    """Make the kernel end this process before others, such as PostgreSQL, when memory runs out (Linux)."""
    if sys.platform == "linux":
        with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")


def limit_memory(most: int) -> bool:
    """Hold this process to so many bytes of address space; whether the kernel does. macOS takes or refuses the limit,
    and holds nobody to it."""
    if sys.platform == "darwin":
        return False
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (OSError, ValueError):
        return False
    return True


def watch_memory(most: int, exceeded: Callable[[], None]) -> None:
    """Call `exceeded` from a thread once this process has more than `most` bytes of resident memory."""
    import threading  # dear for the process that reads a document, which needs no thread on Linux

    resident()  # imports the library that it reads through, before this process gives up its files

    def watch() -> None:
        while resident() <= most:
            time.sleep(LOOK_SECONDS)
        exceeded()

    threading.Thread(target=watch, name="memory", daemon=True).start()


def unreadable_for_others() -> None:
    """Let no other process of this user read this one's environment and memory (Linux, PR_SET_DUMPABLE; root may all
    the same). What it starts by exec is readable again."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(4, 0, 0, 0, 0)
