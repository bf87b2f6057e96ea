"""Restarts this process when a source file changes, on the same port and the same database.

The new start takes over the jobs that were running, as after any other end of a dispatcher.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from pipelines.runtime.child_process import ROOT

FOLDERS = ("pipelines", "steps")
SUFFIXES = frozenset({".py", ".sql", ".yaml", ".json", ".html", ".css", ".js"})
LISTENER = "JOBS_LISTENER_FD"  # how the port gets from one start to the next
State = Mapping[Path, int]


def state_of(root: Path = ROOT) -> State:
    """Every source file and when it changed last."""
    found: dict[Path, int] = {}
    waiting = [root / folder for folder in FOLDERS]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        waiting.append(Path(entry.path))
                elif os.path.splitext(entry.name)[1] in SUFFIXES:
                    found[Path(entry.path)] = entry.stat().st_mtime_ns
    return found


def changed(before: State, now: State) -> list[Path]:
    """Files that are new, gone or different."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def render() -> str | None:
    """Render k8s/ again, since the executor runs what is there. Returns the error message if that fails."""
    ran = subprocess.run(
        [sys.executable, "-m", "pipelines", "render"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode == 0:
        return None
    said = [line for line in (ran.stderr or ran.stdout).splitlines() if line.strip()]
    return said[-1] if said else f"it left with {ran.returncode}"


def restart(fd: int) -> NoReturn:
    """Replace this process by a new start of the same command (exec); `fd` is the listening socket it takes over."""
    os.set_inheritable(fd, True)
    os.environ[LISTENER] = str(fd)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  the same program


def inherited() -> socket.socket | None:
    """The listening socket of the previous start, if there was one."""
    fd = os.environ.pop(LISTENER, None)
    return None if fd is None else socket.socket(fileno=int(fd))
