"""How a command ends that nobody lets end: by Ctrl-C, or because what reads it is gone or full."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

INTERRUPTED, NO_READER = 130, 141  # what a shell says of a process that SIGINT, or SIGPIPE, ended
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


@contextmanager
def goes_on(sentence: str) -> Iterator[None]:
    """Ctrl-C in here is answered with what goes on without this command, and exit code 130."""
    try:
        yield
    except KeyboardInterrupt:
        from pipelines.commands.terminal.screen import note  # takes long, and every command loads this module

        note(f"\n{sentence}")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def output() -> Iterator[None]:
    """All that is printed in here is written when it ends. Where nobody reads it the command ends quietly, by exit code
    141; where there is no room for it, by one sentence and exit code 1."""
    try:
        try:
            yield
        finally:
            _flush()
    except BrokenPipeError:
        _drop()
        raise typer.Exit(NO_READER) from None
    except OSError as error:
        if error.errno not in FULL or error.filename is not None:
            raise
        _drop()
        sys.stderr.write(f"the output cannot be written: {os.strerror(error.errno)}\n")
        raise typer.Exit(1) from None


def lenient() -> None:
    """What the terminal's encoding lacks becomes a question mark, whatever the locale; nothing fails for it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test's own, or none
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _flush() -> None:
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def _drop() -> None:
    """What is still held back goes nowhere, so that the interpreter's end has nothing to complain of."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
