"""A process gives up files, network and other processes, as far as the kernel lets it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence

from steps.core.system.landlock import only_read_below
from steps.core.system.seccomp import refuse_calls

_LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64")
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def confine(folders: Sequence[str]) -> list[str]:
    """Give up all files but those of Python and of these folders, the network and other processes, for good. Returns
    what the kernel does not let a process give up: `files`, `network`, or both on systems other than Linux."""
    if sys.platform != "linux":
        return ["files", "network"]
    files = only_read_below([*folders, os.path.dirname(os.__file__), *_LIBRARIES])
    if not files:
        files = _unshared(_NEW_USER)  # at least the memory and environment of other processes
    network = refuse_calls() or _unshared(_NEW_USER | _NEW_NETWORK)
    return [name for name, done in (("files", files), ("network", network)) if not done]


def _unshared(flags: int) -> bool:
    return bool(ctypes.CDLL(None).unshare(flags) == 0)
