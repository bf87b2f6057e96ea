"""The ledger of paid calls: a row before the call, filled after it, so that a repeated attempt pays only once."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from steps.core.errors import PermanentError, StepError
from steps.core.models import Model
from steps.core.postgres.loading import readable
from steps.core.postgres.sql import load

QUERIES = load("ledger.sql")
LOST_CALLS = 2  # calls of one fingerprint whose outcome may stay unknown because the process ended
State = Literal["intent", "uploaded", "submitted", "succeeded", "failed", "unknown", "deleted"]


class Call(Model):
    """What the ledger knows of one call. `fresh`: nobody tried it before. `lost`: how often its process ended between
    the call and its answer, so that nobody knows whether it was made."""

    state: State
    attempts: int
    lost: int
    external_id: str | None
    upload_url: str | None
    response: Any
    usage: Any
    fresh: bool


def fingerprint(**request: Any) -> str:
    """The same request gives the same 64 hex digits: model, schema, prompt, input hash, window number."""
    canonical = json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Ledger:
    """The rows of one step of one job. Each write is its own durable commit (the connection autocommits)."""

    def __init__(self, connection: psycopg.Connection[Any], job_id: str, step: str) -> None:
        self._connection = connection
        self._key = {"job_id": job_id, "step": step}

    def open(self, provider: str, key: str) -> Call:
        """Write the intent to make the call with this fingerprint, or return what is known of it.

        Errors: PermanentError `unreadable` where the stored answer is nothing that Python can hold.
        """
        return self._open(provider, key, at_once=False)

    def begin(self, provider: str, key: str) -> Call:
        """The same for a call that is sent at once, and of which only an answer tells that it was made.

        Errors: `unreadable` as above; PermanentError `lost_again` where its process ended before the answer for the
        second time: a third call may be a third payment for one answer.
        """
        call = self._open(provider, key, at_once=True)
        if call.state == "intent" and call.lost >= LOST_CALLS:
            raise PermanentError(
                "lost_again",
                f"the step's process ended {call.lost} times before {provider} answered one call; whether the call was "
                "made, and must be paid, nobody knows",
            )
        return call

    def _open(self, provider: str, key: str, *, at_once: bool) -> Call:
        with self._connection.cursor(row_factory=class_row(Call)) as cursor:
            row = cursor.execute(
                QUERIES["open_call"],
                {**self._key, "provider": provider, "fingerprint": key, "at_once": at_once},
            ).fetchone()
        assert row is not None  # noqa: S101  an upsert with RETURNING always gives a row
        readable(row.response, "the stored answer of a paid call")
        return row

    def record(
        self,
        key: str,
        state: State,
        *,
        external_id: str | None = None,
        upload_url: str | None = None,
        response: Any = None,
        usage: Any = None,
        cost_usd: Decimal | None = None,
        error: StepError | None = None,
    ) -> None:
        """Store what came of the call, before anybody looks at its content."""
        self._connection.execute(
            QUERIES["record_call"],
            {
                **self._key,
                "fingerprint": key,
                "state": state,
                "external_id": external_id,
                "upload_url": upload_url,
                "response": None if response is None else Jsonb(response),
                "usage": None if usage is None else Jsonb(usage),
                "cost_usd": cost_usd,
                "error": None if error is None else Jsonb({"code": error.code, "message": error.message}),
            },
        )
