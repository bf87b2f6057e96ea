"""A PostgreSQL and a PgBouncer from Debian, with the configuration that a test wants; without them a test is skipped.

What the embedded server cannot show is tried here: TLS, passwords, other encodings, poolers, few connections.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.support.waiting import until

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
OWNER = "postgres"  # Debian's account: the server refuses to run as root
PASSWORD = "correct-horse"  # of every role that a test makes
TRUSTED = """\
local all all trust
host all {user} all trust
host all all all scram-sha-256
"""


@dataclass(frozen=True)
class Debian:
    """A running server. `folder` holds its socket and its log, and its data unless that lies elsewhere."""

    folder: Path
    port: int
    data: Path = Path()

    def url(
        self, database: str = "postgres", user: str = OWNER, *, host: str = "127.0.0.1", more: str = ""
    ) -> str:
        """A URL of a database; every role but the owner has the password."""
        login = user if user == OWNER else f"{user}:{PASSWORD}"
        return f"postgresql://{login}@{host}:{self.port}/{database}{more}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Each statement by itself, as the owner."""
        with psycopg.connect(self.url(database), autocommit=True) as admin:
            for statement in statements:
                admin.execute(statement.encode())

    def new_role(self, name: str, options: str = "") -> None:
        self.run(f"create role {name} login password '{PASSWORD}' {options}")

    def start(self) -> None:
        """Errors: AssertionError where it does not start, or runs."""
        self._control("-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "immediate") -> None:
        self._control("-m", mode, "stop")

    def _control(self, *command: str) -> None:
        _as_owner(str(PROGRAMS / "pg_ctl"), "-D", str(self.data), "-w", *command)


def needs(program: Path | str, package: str) -> str:
    """The program's path. Skips the test where it is not installed."""
    if (found := shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin")) is None:
        pytest.skip(f"needs {program}: apt-get install {package}")
    return found


@contextmanager
def debian_postgres(
    *options: str,
    access: str = TRUSTED,
    files: Mapping[str, bytes] | None = None,
    disk: Path | None = None,
) -> Iterator[Debian]:
    """A fresh server on a free port of both loopback addresses. `options`: lines of its configuration; `files`: what
    lies beside its data, readable to it alone; `disk`: a folder for its data, if that shall lie elsewhere."""
    initdb = needs(PROGRAMS / "initdb", "postgresql")
    folder = Path(tempfile.mkdtemp(prefix="jobs-debian-"))
    server = Debian(folder, free_port(), (disk or folder) / "data")
    data, port = server.data, server.port
    try:
        _own(folder)
        if disk is not None:
            _own(disk)
        _as_owner(
            initdb, "-D", str(data), "-U", OWNER, "-E", "UTF8", "--locale", "C.UTF-8", "-A", "trust", "-N"
        )
        for name, content in (files or {}).items():
            _write(folder / name, content)
        _write(data / "pg_hba.conf", access.format(user=OWNER).encode())
        configured = [
            f"port = {port}", f"unix_socket_directories = '{folder}'", "listen_addresses = '127.0.0.1, ::1'",
            "fsync = off", *options,
        ]  # fmt: skip
        with (data / "postgresql.conf").open("a") as file:
            file.write("\n".join(configured) + "\n")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def pgbouncer(server: Debian, *options: str, mode: str = "transaction", size: int = 4) -> Iterator[Debian]:
    """A PgBouncer before the server, which lets every client in as the role that it names."""
    folder = Path(tempfile.mkdtemp(prefix="jobs-pgbouncer-"))
    port = free_port()
    command = pooler_command(server, folder, port, *options, mode=mode, size=size)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until(lambda: _listens(port) or process.poll() is not None, said=lambda: (folder / "log").read_text())
        yield Debian(folder, port)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def pooler_command(
    server: Debian, folder: Path, port: int, *options: str, mode: str = "transaction", size: int = 4
) -> list[str]:
    """What starts a PgBouncer whose configuration is written into the folder. Skips the test without one."""
    program = needs("pgbouncer", "pgbouncer")
    lines = [
        "[databases]", f"* = host=127.0.0.1 port={server.port}", "[pgbouncer]", f"listen_port = {port}",
        "listen_addr = 127.0.0.1", "unix_socket_dir =", "auth_type = trust", f"auth_file = {folder / 'users'}",
        f"pool_mode = {mode}", f"default_pool_size = {size}", "max_client_conn = 200", *options,
    ]  # fmt: skip
    _own(folder)
    _write(folder / "pgbouncer.ini", "\n".join([*lines, ""]).encode())
    _write(folder / "users", f'"{OWNER}" ""\n"app" "{PASSWORD}"\n'.encode())
    return [*_prefix(), program, str(folder / "pgbouncer.ini")]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _prefix() -> list[str]:
    return ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"] if os.getuid() == 0 else []


def _as_owner(*command: str) -> None:
    done = subprocess.run(
        [*_prefix(), *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout} {done.stderr}"


def _own(path: Path) -> None:
    if os.getuid() == 0:
        shutil.chown(path, OWNER, OWNER)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    _own(path)
