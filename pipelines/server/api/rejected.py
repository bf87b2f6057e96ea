"""Keeps what was refused, for people who look for their event: redacted, cut, and never more than a few a second."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, cast

import psycopg
from fastapi import Depends
from starlette.requests import HTTPConnection

from pipelines.server.access.token_bucket import TokenBucket
from pipelines.server.api.intake import NotAccepted, Refused
from steps.core.postgres.sql import load
from steps.core.text.redaction import redact

QUERIES = load("intake.sql", "pipelines.server.api")
MAX_PAYLOAD = 2000  # characters
MAX_REASONS = 20
MAX_EACH = 20  # refused events kept of one request
PER_SECOND, AT_ONCE = 5.0, 100.0


class Rejections:
    """`keep` records what it may; somebody who sends nothing but faults cannot fill the database."""

    def __init__(self) -> None:
        self._allowed = TokenBucket(AT_ONCE, PER_SECOND)

    def keep(
        self, connection: psycopg.Connection[Any], source: str, refusal: NotAccepted, body: bytes = b""
    ) -> None:
        refused: Sequence[Refused] = refusal.refused or [
            Refused(body.decode("utf-8", "replace"), [refusal.detail])
        ]
        rows = [row(source, each) for each in refused[:MAX_EACH] if self._allowed.take()]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(QUERIES["reject"], rows)


def rejections_of(connection: HTTPConnection) -> Rejections:
    """Those of the app that answers this request."""
    return cast(Rejections, connection.app.state.rejections)


Keeping = Annotated[Rejections, Depends(rejections_of)]


def row(source: str, refused: Refused) -> dict[str, Any]:
    """What Postgres keeps of a refused event."""
    event = refused.event if isinstance(refused.event, dict) else {}
    return {
        "source": source,
        "name": _short(event.get("name"), 256),
        "event_id": _short(event.get("id"), 200),
        "reasons": refused.reasons[:MAX_REASONS],
        "payload": payload(refused.event),
    }


def payload(event: Any) -> str:
    """Redacted first and cut then: half a secret is no longer recognised as one."""
    text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False, default=str)
    cut = text[: 4 * MAX_PAYLOAD]
    return _storable(redact(cut)[:MAX_PAYLOAD] + ("…" if len(text) > MAX_PAYLOAD else ""))


def _short(value: Any, limit: int) -> str | None:
    return _storable(redact(value[:limit])) if isinstance(value, str) else None


def _storable(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
