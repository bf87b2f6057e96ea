"""The jobs database that a command works on: the configured one, or an embedded PostgreSQL."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import psycopg
from pydantic import SecretStr

from steps.core.errors import Unavailable
from steps.core.postgres.connect import connect_to, translated
from steps.core.postgres.migrate import migrate
from steps.core.settings import Settings

if TYPE_CHECKING:
    from pipelines.runtime.embedded_postgres import EmbeddedPostgres

RESTART_SECONDS = 15  # an embedded server that was killed needs this long to recover at the most


class Database:
    """The jobs database: the configured one, or an embedded PostgreSQL in JOBS_HOME. Migrated when opened."""

    def __init__(self, settings: Settings) -> None:
        self._server: EmbeddedPostgres | None = None
        if settings.database_url is None:
            from pipelines.runtime.embedded_postgres import start_postgres

            self._server = start_postgres(settings.home / "postgres")
            settings = settings.model_copy(
                update={"database_url": SecretStr(self._server.url), "database_direct_url": None}
            )
        assert settings.database_url is not None  # noqa: S101  set just now
        self.settings = settings
        self.url = settings.database_url.get_secret_value()
        self.session_url = settings.session_url or self.url
        self.embedded = self._server is not None

    def leave_running(self) -> None:
        """This process starts again and joins the server then, so it must not stop with us."""
        self._server = None

    def connection(self) -> psycopg.Connection[Any]:
        """Errors: those of `failure_of`."""
        with translated():
            return connect_to(self.url, "command")

    def keep_running(self) -> None:
        """Start an embedded server again if it died."""
        if self._server is not None:
            self._server.keep_running()

    def __enter__(self) -> Self:
        until = time.monotonic() + (RESTART_SECONDS if self.embedded else 0)
        while True:
            try:
                with self.connection() as connection, translated():
                    migrate(connection)
                return self
            except Unavailable:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)
                self.keep_running()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.stop()
