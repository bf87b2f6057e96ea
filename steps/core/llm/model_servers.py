"""What a probe found out about a language model's server: kept in Postgres, so that all processes of steps share it."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import class_row

from steps.core.models import Model
from steps.core.postgres.sql import load

QUERIES = load("model_servers.sql")
CLAIM_SECONDS = (
    120.0  # in which a probe ends as a rule; then another may begin, and the later one's word holds
)
REFUSED_FOR = 60.0  # then the next job looks whether the server was mended
SETTLED_FOR = 60.0  # no server is probed again before


class ModelServer(Model):
    """`dialect`: `responses`, `chat`, or `none` with the `refusal`'s sentence. The two speeds are tokens per second, as
    the probe estimated them. `age`: seconds since."""

    serial: int
    dialect: str
    refusal: str | None
    tokens_per_second: float | None
    reading_per_second: float | None
    age: float


class ModelServers:
    """The rows of all servers. Each write is its own commit (the connection autocommits)."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        *,
        claim_seconds: float = CLAIM_SECONDS,
        refused_for: float = REFUSED_FOR,
        settled_for: float = SETTLED_FOR,
    ) -> None:
        self._connection = connection
        self._claim_seconds, self._refused_for, self._settled_for = claim_seconds, refused_for, settled_for

    def known(self, server: str, model: str) -> ModelServer | None:
        """What was found out about this server and model, if anything."""
        told = {"server": server, "model": model, "refused_for": self._refused_for}
        with self._connection.cursor(row_factory=class_row(ModelServer)) as cursor:
            return cursor.execute(QUERIES["known"], told).fetchone()

    def claim(self, server: str, model: str) -> int | None:
        """The number of the probe that this process may make; None while another one makes it."""
        told = {
            "server": server,
            "model": model,
            "seconds": self._claim_seconds,
            "refused_for": self._refused_for,
        }
        row = self._connection.execute(QUERIES["claim"], told).fetchone()
        return None if row is None else row[0]

    def record(
        self,
        server: str,
        model: str,
        serial: int,
        *,
        dialect: str | None,
        refusal: str | None = None,
        tokens_per_second: float | None = None,
        reading_per_second: float | None = None,
    ) -> None:
        """What the probe of this number found; without a dialect others may try at once."""
        self._connection.execute(
            QUERIES["record"],
            {
                "server": server, "model": model, "serial": serial, "dialect": dialect, "refusal": refusal,
                "tokens_per_second": tokens_per_second, "reading_per_second": reading_per_second,
            },
        )  # fmt: skip

    def forget(self, server: str, model: str, serial: int) -> bool:
        """The server contradicts that probe. True: the next question probes anew; False: it was made a moment ago."""
        told = {"server": server, "model": model, "serial": serial, "older_than": self._settled_for}
        row = self._connection.execute(QUERIES["forget"], told).fetchone()
        return bool(row and row[0])
