"""The breaker: once a provider refuses for lack of credit, no process calls it for a while."""

from __future__ import annotations

from typing import Any

import psycopg

from steps.core.errors import ConfigurationError
from steps.core.postgres.sql import load

QUERIES = load("breaker.sql")
OPEN_SECONDS = 60.0  # then the next job tries again, and finds out whether somebody has paid


class Breaker:
    """Kept in Postgres, so that it outlives the process and holds for all of them."""

    def __init__(self, connection: psycopg.Connection[Any], *, open_seconds: float = OPEN_SECONDS) -> None:
        self._connection = connection
        self._open_seconds = open_seconds

    def check(self, provider: str) -> None:
        """Errors: ConfigurationError with the reason's code while the breaker is open."""
        row = self._connection.execute(QUERIES["why_open"], {"provider": provider}).fetchone()
        if row is not None:
            reason, seconds = row
            raise ConfigurationError(
                reason, f"{provider} refused for lack of credit; it is left alone for {seconds} more seconds"
            )

    def open(self, provider: str, reason: str) -> None:
        """Let nobody call this provider for a while."""
        self._connection.execute(
            QUERIES["open_breaker"], {"provider": provider, "reason": reason, "seconds": self._open_seconds}
        )

    def close(self, provider: str) -> None:
        """The provider works again. Without an open breaker this writes nothing."""
        self._connection.execute(QUERIES["close_breaker"], {"provider": provider})
