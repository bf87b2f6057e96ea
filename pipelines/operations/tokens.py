"""Bearer tokens: made once and shown once; Postgres knows their hash alone."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from pipelines.operations.audit.origin import Origin
from steps.core.errors import PermanentError
from steps.core.models import Model
from steps.core.postgres.sql import load

QUERIES = load("tokens.sql", "pipelines.operations")
PREFIX = "jobs_"  # so that scanners and people recognise a leaked one
Scope = Literal["send", "read", "operate"]
SCOPES: tuple[Scope, ...] = ("send", "read", "operate")
_TOKEN = re.compile(re.escape(PREFIX) + "[A-Za-z0-9_-]{43}")
Connection = psycopg.Connection[Any]


class Token(Model):
    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Bearer(Model):
    """Whose request it is and what it may do."""

    id: str
    name: str
    scopes: frozenset[str]


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether it looks like a token; all else is known to be none without a look into the database."""
    return _TOKEN.fullmatch(text) is not None


def hash_of(secret: str) -> bytes:
    """Of 32 random bytes a plain SHA-256 cannot be reversed, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def make_token(
    connection: Connection,
    name: str,
    scopes: list[Scope],
    expires_at: datetime | None = None,
    *,
    origin: Origin,
) -> tuple[str, Token]:
    """A new token's secret, which nobody can show again, and its row. Errors: PermanentError `token_exists`."""
    secret = new_secret()
    params = {
        "name": name,
        "hash": hash_of(secret),
        "scopes": scopes,
        "expires_at": expires_at,
        "origin": origin.json_text(),
    }
    with connection.cursor(row_factory=class_row(Token)) as cursor:
        try:
            made = cursor.execute(QUERIES["make"], params).fetchone()
        except psycopg.errors.UniqueViolation:
            raise PermanentError(
                "token_exists", "NAME: there is or was a token of that name; choose another"
            ) from None
    assert made is not None  # noqa: S101  a function call always gives a row
    return secret, made


def find_bearers(connection: Connection, hashes: list[bytes]) -> dict[bytes, Bearer]:
    """Who has the tokens of these hashes, by hash; those that are valid now."""
    rows = connection.execute(QUERIES["find"], {"hashes": hashes}).fetchall()
    return {row[2]: Bearer(id=row[0], name=row[1], scopes=frozenset(row[3])) for row in rows}


def list_tokens(connection: Connection) -> list[Token]:
    with connection.cursor(row_factory=class_row(Token)) as cursor:
        return cursor.execute(QUERIES["list"]).fetchall()


def revoke_token(connection: Connection, name: str, *, origin: Origin) -> bool:
    """Whether it was valid until now; servers notice within seconds."""
    row = connection.execute(QUERIES["revoke"], {"name": name, "origin": origin.json_text()}).fetchone()
    return bool(row and row[0])


def any_token(connection: Connection) -> bool:
    row = connection.execute(QUERIES["any"]).fetchone()
    return bool(row and row[0])
