"""A file without a name."""

from __future__ import annotations

import os
import tempfile
from typing import BinaryIO


def memory_file(name: str) -> BinaryIO:
    """A file that nobody else can open and that is gone when it is closed: in memory (Linux), or on a disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create(name), "w+b")
    return tempfile.TemporaryFile()
