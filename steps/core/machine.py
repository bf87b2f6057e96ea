"""What a machine runs out of: processes, open files, room on a disk. No job is at fault for it."""

from __future__ import annotations

import errno

from steps.core.errors import Unavailable

NO_FILES = "no more files can be opened on this machine; raise the limit of open files"


def machine_exhausted(error: OSError) -> Unavailable | None:
    """What this machine has no more of, if that is what the error says."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("disk_full", "there is no room left on this machine's disk; make some")
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return Unavailable("no_files", NO_FILES)
    if error.errno in (errno.EAGAIN, errno.ENOMEM):
        return Unavailable("no_process", "this machine has no process or memory to give; raise its limits")
    return None
