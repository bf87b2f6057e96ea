"""The embedded PostgreSQL works wherever its folder lies."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pipelines.runtime import embedded_postgres
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.errors import ConfigurationError


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
        with psycopg.connect(server.get_uri()) as connection:
            found = connection.execute("select current_setting('data_directory')").fetchone()
            sockets = connection.execute("select current_setting('unix_socket_directories')").fetchone()
        assert found == (str((root / name).resolve()),)
        assert sockets
        assert embedded_postgres.PLAIN.fullmatch(sockets[0])
        assert len(sockets[0]) + len("/.s.PGSQL.5432") <= 103
    finally:
        server.cleanup()
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
