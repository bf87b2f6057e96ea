"""Takes from this process what Linux has and macOS has not, as far as a process on Linux can do without.

Python imports it at the start of each interpreter that has this folder on PYTHONPATH. Libraries keep what they bound
when they were imported before; psutil may read /proc, because on macOS it has another way. Whoever asks for the
system's name in steps/core/system is told macOS.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import fcntl
import io
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

OURS = "steps.core.system."
FUNCTIONS_OF_C = ("prctl", "unshare", "syscall", "setns", "memfd_create")
TAKEN: dict[ModuleType, tuple[str, ...]] = {
    socket: (
        "SOCK_SEQPACKET", "SOCK_CLOEXEC", "SOCK_NONBLOCK", "MSG_NOSIGNAL", "MSG_CMSG_CLOEXEC", "MSG_MORE",
        "SO_PEERCRED", "SO_BINDTODEVICE", "SO_DOMAIN", "SO_PROTOCOL", "TCP_KEEPIDLE", "TCP_USER_TIMEOUT",
        "TCP_QUICKACK", "TCP_CORK", "AF_NETLINK", "AF_PACKET", "AF_VSOCK",
    ),
    os: (
        "sched_getaffinity", "sched_setaffinity", "memfd_create", "pidfd_open", "eventfd", "O_PATH", "O_TMPFILE",
        "getrandom", "splice", "copy_file_range", "posix_fadvise", "posix_fallocate", "setresuid", "getresuid",
        "getxattr", "fdatasync", "pipe2", "unshare", "setns",
    ),
    resource: ("prlimit", "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_SIGPENDING"),
    select: ("epoll",),
    signal: (
        "pidfd_send_signal", "sigtimedwait", "sigwaitinfo", "SIGRTMIN", "SIGRTMAX", "SIGPWR", "SIGSTKFLT",
    ),
    fcntl: ("F_SETPIPE_SZ", "F_GETPIPE_SZ", "F_ADD_SEALS", "F_SETSIG", "F_NOTIFY", "F_OFD_SETLK"),
    time: ("CLOCK_BOOTTIME", "CLOCK_TAI"),
}  # fmt: skip
FOLDERS = ("/proc", "/sys", "/dev/shm")


class Mac:
    """The module `sys` as macOS has it."""

    platform = "darwin"

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


class Finder(PathFinder):
    """Tells our modules that ask for the system that it is macOS."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = super().find_spec(name, path, target) if name.startswith(OURS) else None
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def on_mac(module: ModuleType) -> None:
                execute(module)
                if "sys" in vars(module):
                    vars(module)["sys"] = Mac()

            vars(spec.loader)["exec_module"] = on_mac
        return spec


def missing(path: Any) -> bool:
    """Whether macOS has no such path. psutil is asked on both."""
    caller = sys._getframe(2).f_globals.get("__name__", "")
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
    inside = any(str(text) == folder or str(text).startswith(f"{folder}/") for folder in FOLDERS)
    return inside and not str(caller).startswith("psutil")


def without_folders(function: Any) -> Any:
    def called(path: Any = ".", *arguments: Any, **options: Any) -> Any:
        if missing(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return function(path, *arguments, **options)

    return called


def limit(kind: int, limits: tuple[int, int], set_limit: Any = resource.setrlimit) -> None:
    if kind == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    set_limit(kind, limits)


def symbol(library: ctypes.CDLL, name: str, found: Any = ctypes.CDLL.__getattr__) -> Any:
    if name in FUNCTIONS_OF_C:
        raise AttributeError(f"dlsym: symbol not found: {name}")
    return found(library, name)


def isolated(program: str) -> str:
    """A program that is run by an interpreter without PYTHONPATH, with all of this taken away as well."""
    first, _, rest = program.partition("; ")
    rest, _, last = rest.partition("; ")
    folder = str(Path(__file__).parent)
    return f"{first}; {rest}; sys.path.insert(0, {folder!r}); import sitecustomize; sys.path.pop(0); {last}"


def start(
    process: Any, command: Any, *arguments: Any, begin: Any = subprocess.Popen.__init__, **options: Any
) -> None:
    if isinstance(command, list) and "-I" in command and "-c" in command:
        at = command.index("-c") + 1
        command = [*command[:at], isolated(command[at]), *command[at + 1 :]]
    begin(process, command, *arguments, **options)


def take_away() -> None:
    psutil.Process().memory_info()
    for module, names in TAKEN.items():
        for name in names:
            vars(module).pop(name, None)
    for place, names in (
        (builtins, ("open",)),
        (io, ("open",)),
        (os, ("open", "listdir", "scandir", "stat")),
    ):
        for name in names:
            setattr(place, name, without_folders(getattr(place, name)))
    resource.setrlimit = limit
    ctypes.CDLL.__getattr__ = symbol  # type: ignore[method-assign]
    subprocess.Popen.__init__ = start  # type: ignore[method-assign, assignment]
    sys.meta_path.insert(0, Finder)


take_away()
