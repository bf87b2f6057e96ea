"""The first process of a container, for which the kernel has rules of its own."""

from __future__ import annotations

import os
import signal
import sys


def ends_by_sigterm() -> None:
    """Let SIGTERM end the process as it would any other, until whoever serves takes the signal itself: the kernel keeps
    from process 1 each signal that it has no handler for, so that one told to stop while it started would go on, take
    work, and be killed in the midst of it."""
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
