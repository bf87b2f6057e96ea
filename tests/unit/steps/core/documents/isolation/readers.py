"""What the tests have run by the process that reads documents: readers that do what a document could make them do."""

from __future__ import annotations

import ctypes
import gc
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from steps.core.documents.isolation.limits import MIB
from steps.core.errors import PermanentError


def echoed(data: bytes, more: str) -> list[Any]:
    return [data.decode(), more, os.getpid()]


def refusing(data: bytes) -> None:
    raise PermanentError("empty_document", f"nothing in {len(data)} bytes")


def failing(data: bytes) -> None:
    raise KeyError("Secret")


def endless(data: bytes) -> None:
    while True:
        pass


def sleeping(data: bytes) -> None:
    time.sleep(60)


def filling(data: bytes) -> int:
    return len([b"a" * MIB for _ in range(4_000)])


def talking(data: bytes) -> str:
    return "a" * 2_000_000


def shouting(data: bytes) -> None:
    while True:
        os.write(1, b"a" * 100_000)


def complaining(data: bytes) -> str:
    os.write(2, b"Secret" * 1_000_000)
    return "done"


def crashing(data: bytes) -> None:
    ctypes.string_at(0)


def leaving(data: bytes) -> None:
    os._exit(3)


def lying(data: bytes) -> None:
    os.write(1, data)
    os._exit(0)


def inventory(data: bytes) -> dict[str, Any]:
    return {
        "environment": dict(os.environ),
        "files": [number for number in range(64) if _is_open(number)],
        "modules": [name for name in sys.modules if name.split(".")[0] in ("pydantic", "psycopg", "openai")],
        "strings": [text for text in gc.get_objects() if isinstance(text, str) and "Secret" in text],
    }


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def tried(data: bytes, parent: int, file: str, port: int) -> dict[str, str]:
    """What each of these ends in."""
    attempts: dict[str, Callable[[], object]] = {
        "parent's environment": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "parent's memory": lambda: os.open(f"/proc/{parent}/mem", os.O_RDWR),
        "other documents": lambda: Path(file).read_bytes(),
        "a new file": lambda: Path("/tmp/written-by-a-document").write_bytes(b""),
        "TCP": lambda: socket.create_connection(("127.0.0.1", port), 2),
        "UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", port)),
        "a socket file": lambda: socket.socket(socket.AF_UNIX),
        "a signal": lambda: os.kill(parent, 0),
        "a process": os.fork,
        "a program": lambda: os.execv("/bin/true", ["true"]),
        "more memory": lambda: __import__("resource").setrlimit(9, (-1, -1)),
    }
    return {name: _end_of(attempt) for name, attempt in attempts.items()}


def _end_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    except ValueError:
        return "PermissionError"
    return "done"
