"""A helper process that shall not outlive the process that started it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

LOOK_SECONDS = 0.5  # how often an orphan looks for its parent


def when_parent_is_gone(stop: Callable[[], None]) -> None:
    """Call `stop` from a thread once this process has another parent than now."""
    threading.Thread(target=_watch, args=[os.getppid(), stop], name="parent", daemon=True).start()


def _watch(parent: int, stop: Callable[[], None]) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    stop()
