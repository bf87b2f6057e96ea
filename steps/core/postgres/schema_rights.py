"""Makes the schema `jobs` where it is missing, or says what stands in the way of one of our own."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import class_row

from steps.core.errors import ConfigurationError
from steps.core.models import Model
from steps.core.postgres.sql import load

QUERIES = load("migrate.sql")
Connection = psycopg.Connection[Any]


class _Rights(Model):
    """`filled`: something is in the schema; `may`: we may make what is missing. `us` and `database` are quoted as SQL
    wants them."""

    there: bool
    owner: str | None
    filled: bool
    may: bool
    us: str
    database: str


def make_schema(connection: Connection) -> None:
    """Make the schema where it is missing: whoever may not make one can be given it.

    Errors: ConfigurationError `foreign_schema`, `schema_forbidden`.
    """
    found = _rights(connection)
    if found.filled and not has_records(connection):
        raise ConfigurationError(
            "foreign_schema",
            "the database has a schema `jobs` that is not ours; give background-jobs a database of its own, or rename "
            "that schema",
        )
    if not found.may and not found.there:
        raise ConfigurationError(
            "schema_forbidden",
            f"{found.us} may not make the schema `jobs`; let the database's owner run: create schema jobs "
            f"authorization {found.us}  (or: grant create on database {found.database} to {found.us})",
        )
    if not found.there:
        connection.execute(QUERIES["make_schema"])


def has_records(connection: Connection) -> bool:
    """Whether anything was ever applied."""
    row = connection.execute(QUERIES["records_exist"]).fetchone()
    return bool(row and row[0])


def not_the_owner(connection: Connection) -> ConfigurationError:
    """What PostgreSQL's refusal to change the schema stands for."""
    found = _rights(connection)
    return ConfigurationError(
        "schema_forbidden",
        f"{found.us} may not change the schema `jobs`; run `bgjobs migrate` as its owner {found.owner}",
    )


def _rights(connection: Connection) -> _Rights:
    with connection.cursor(row_factory=class_row(_Rights)) as cursor:
        found = cursor.execute(QUERIES["rights"]).fetchone()
    assert found is not None  # noqa: S101  the query always gives a row
    return found
