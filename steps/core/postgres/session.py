"""A process's warm connection to the jobs database: opened once, used for many attempts, reopened when it broke."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg

from steps.core.errors import ConfigurationError, Unavailable
from steps.core.postgres.connect import connect, translated
from steps.core.settings import Settings
from steps.core.termination import TERMINATION

PAUSE_SECONDS = 1.0  # between two tries to reach a server that is away


class Session:
    """`patience`: seconds to wait for a server that is away or has no connection left. Errors: ConfigurationError
    without DATABASE_URL, Unavailable for everything else that PostgreSQL refuses a connection for: whoever runs a job
    is not to blame for it."""

    def __init__(self, settings: Settings, *, patience: float = 0.0) -> None:
        self.settings, self.patience = settings, patience
        self.host = settings.pod or socket.gethostname()  # a pod's hostname is cut at 63 characters
        self.pid = os.getpid()
        self._connection: psycopg.Connection[Any] | None = None

    @property
    def connection(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self.settings, "steps")
        return self._connection

    def fetch(self, query: LiteralString, params: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row. A connection that broke since its last use (PostgreSQL restarted) is replaced at once; then
        the server is waited for. Errors: Unavailable; ConfigurationError `no_database`; psycopg's own."""
        until = time.monotonic() + self.patience
        while True:
            try:
                return self._fetch(query, params)
            except ConfigurationError as error:
                if error.code == "no_database":
                    raise
                # A password or a right that is being changed; waiting here would not see the new one.
                raise Unavailable(error.code, error.message) from error
            except Unavailable:
                if time.monotonic() > until:
                    raise
                with TERMINATION.heard():
                    time.sleep(PAUSE_SECONDS)

    def _fetch(self, query: LiteralString, params: Mapping[str, Any]) -> tuple[Any, ...] | None:
        with translated():
            try:
                return self.connection.execute(query, params).fetchone()
            except psycopg.OperationalError:
                if (
                    self._connection is not None
                    and not self._connection.closed
                    and not self._connection.broken
                ):
                    raise
                self.close()
                return self.connection.execute(query, params).fetchone()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()
