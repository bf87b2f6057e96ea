"""The two words that decide retries, and the exit codes that carry them out of a container.

    StepError                     a step could not do its work
    ├── TemporaryError            trying again may help                                   exit 75
    │   ├── NotReady              somebody else is still working on it (poll steps)       exit 75, attempt `waiting`
    │   └── Unavailable           what every job runs on is not to be had: no try of its  exit 75, attempt `lost`
    └── PermanentError            trying again cannot help: the input or our rules        exit 65
        └── ConfigurationError    trying again cannot help until an operator acts         exit 78

Any other exception counts as temporary. Every error carries a stable `code` for programs and a sentence for people;
neither may hold document text, keys or signed URLs.
"""

from __future__ import annotations

import errno
from enum import IntEnum

NO_FILES = "no more files can be opened on this machine; raise the limit of open files"


class ExitCode(IntEnum):
    """How a step's process ends (BSD sysexits). 64 is Argo's own executor failing, so it is never used."""

    DONE = 0
    PERMANENT = 65
    TEMPORARY = 75
    CONFIGURATION = 78


class StepError(Exception):
    """A step could not do its work."""

    exit_code = ExitCode.TEMPORARY

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)  # both, so that the error can be pickled
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class TemporaryError(StepError):
    """Trying again may help; `retry_after` is the provider's own wish in seconds, if it named one."""

    exit_code = ExitCode.TEMPORARY

    def __init__(self, code: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class NotReady(TemporaryError):
    """The provider is still working; look again later. Raised by poll steps only."""


class Unavailable(TemporaryError):
    """The database, a connection, a process or room on a disk is not to be had now. No job is at fault: it waits, and
    the attempt does not count against its retries."""


class PermanentError(StepError):
    """Trying again cannot help: the input is wrong, or the provider has answered for good."""

    exit_code = ExitCode.PERMANENT


class ConfigurationError(PermanentError):
    """Trying again cannot help until an operator changes a setting, a key or a bill."""

    exit_code = ExitCode.CONFIGURATION


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code that stands for this exception; whatever we do not know counts as temporary."""
    return error.exit_code if isinstance(error, StepError) else ExitCode.TEMPORARY


def machine_exhausted(error: OSError) -> Unavailable | None:
    """What this machine has no more of, if that is what the error says."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("disk_full", "there is no room left on this machine's disk; make some")
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return Unavailable("no_files", NO_FILES)
    if error.errno in (errno.EAGAIN, errno.ENOMEM):
        return Unavailable("no_process", "this machine has no process or memory to give; raise its limits")
    return None
