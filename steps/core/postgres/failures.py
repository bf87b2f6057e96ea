"""What PostgreSQL, or the way to it, refuses: one error of ours for each kind, in a sentence with the way out.

psycopg's own texts may hold hosts, names, rows and parts of a mistyped password, so none of them is repeated.
"""

from __future__ import annotations

import re

import psycopg
from psycopg import errors

from steps.core.errors import (
    NO_FILES,
    ConfigurationError,
    StepError,
    TemporaryError,
    Unavailable,
    machine_exhausted,
)

OURS = "DATABASE_URL"  # the setting that names the database which every job runs on
_WAITS = {  # SQLSTATE, or its class of two characters: what a job waits for
    "53300": "connections",
    "53100": "disk",
    "58030": "disk",
    "53200": "memory",
    "25006": "read_only",
    "53": "memory",
    "57P": "away",
    "25P03": "away",  # idle in a transaction for too long
    "25P04": "away",
    "08": "away",
}
# Whoever cannot connect is told no SQLSTATE; these words of the server, of PgBouncer and of libpq stand for it. What a
# server says in another language than English counts as `database_unavailable`.
_CONNECTING = (
    (r"the database system is|server login has been failing", "away"),
    (
        r"too many (clients|connections)|remaining connection slots|no more connections|query_wait_timeout",
        "connections",
    ),
    (r"too many open files", "files"),
    (
        r"permission denied for database|no pg_hba.conf entry|rejects connection|not currently accepting",
        "access",
    ),
    (
        r"authentication failed|no password supplied|no such user|role .* (does not exist|is not permitted)",
        "login",
    ),
    (r"database .* does not exist|no such database", "missing"),
    (r"certificate|does not support ssl|sslmode|private key", "tls"),
    (r"configuration parameter|invalid value for parameter|startup parameter", "option"),
)
_UNREAD = (
    r"connection option|connection info|uri|percent-encoded|port number|sslmode|invalid [^\n]{0,80} value"
)
_NOT_OURS = (
    errors.InvalidSchemaName,
    errors.UndefinedTable,
    errors.UndefinedFunction,
    errors.UndefinedColumn,
)


def failure_of(error: psycopg.Error, setting: str = OURS) -> StepError | None:
    """Ours for one of psycopg's; None for what no setting and no waiting mends. `setting`: the one that names the
    database; where it is not the jobs database, nothing is Unavailable, since only one kind of job needs it."""
    state = error.sqlstate or ""
    if isinstance(error, errors.InsufficientPrivilege):
        return forbidden(setting)
    if isinstance(error, _NOT_OURS) and setting == OURS:
        return ConfigurationError(
            "schema_missing", "the schema `jobs` is missing or not that of this version; run `bgjobs migrate`"
        )
    if state in ("57014", "55P03") or state.startswith("40"):
        if setting != OURS:
            return _unavailable("", setting)
        return TemporaryError(
            "database_busy", "PostgreSQL gave a statement up: it took too long, or met another one; try again"
        )
    if state:
        kind = next((_WAITS[state[:length]] for length in (5, 3, 2) if state[:length] in _WAITS), "")
        return _unavailable(kind, setting) if kind else None
    text = str(error)
    if isinstance(error, psycopg.OperationalError):
        kind = _kind_of(text) if text.startswith("connection ") or "timeout" in text else "away"
        return _configured(kind, setting) or _unavailable(kind, setting)
    if isinstance(error, psycopg.ProgrammingError) and re.search(_UNREAD, text, re.IGNORECASE):
        return _configured("option", setting)
    return None


def waits_for(error: BaseException) -> Unavailable | None:
    """The Unavailable that an exception stands for: what the machine or PostgreSQL lacks. None where it is the step's
    own fault."""
    if isinstance(error, psycopg.Error):
        found = failure_of(error)
        return found if isinstance(found, Unavailable) else None
    if isinstance(error, OSError):
        return machine_exhausted(error)
    return None


def forbidden(setting: str = OURS) -> ConfigurationError:
    return ConfigurationError(
        "database_forbidden",
        f"the user of {setting} lacks a right in this database; `bgjobs migrate` as the owner of the schema `jobs`, or "
        "grant it: grant usage on schema jobs, and select, insert, update, delete on all tables in schema jobs",
    )


def _kind_of(text: str) -> str:
    said = text.lower().rpartition(" failed: ")[2]
    return next((kind for words, kind in _CONNECTING if re.search(words, said)), "away")


def _unavailable(kind: str, setting: str) -> StepError:
    if setting != OURS:
        return TemporaryError("database_unavailable", f"the database of {setting} did not answer; try again")
    if kind == "connections":
        return Unavailable(
            "database_connections",
            "PostgreSQL has no free connection; raise max_connections or the limit of role or database, or lower "
            "JOBS_WORKER_CONNECTIONS and JOBS_SERVER_CONNECTIONS",
        )
    if kind == "disk":
        return Unavailable("database_full", "PostgreSQL's disk is full; make room on it")
    if kind == "memory":
        return Unavailable("database_memory", "PostgreSQL is out of memory or another of its limits")
    if kind == "read_only":
        return Unavailable(
            "database_read_only",
            "PostgreSQL takes no writes: it is a standby, or default_transaction_read_only is on",
        )
    if kind == "files":
        return Unavailable("no_files", NO_FILES)
    return Unavailable(
        "database_unavailable",
        f"PostgreSQL did not answer; look at {setting} and its address, or at JOBS_HOME and its postgres/log",
    )


def _configured(kind: str, setting: str) -> ConfigurationError | None:
    if kind == "login":
        return ConfigurationError(
            "database_login", f"PostgreSQL refuses the user or the password of {setting}; correct them"
        )
    if kind == "access":
        return ConfigurationError(
            "database_access",
            f"PostgreSQL does not let the user of {setting} into this database from here; allow it in pg_hba.conf, "
            "`grant connect on database`, or ask for TLS with ?sslmode=require",
        )
    if kind == "missing":
        return ConfigurationError(
            "database_missing",
            f"the database that {setting} names does not exist; make it: createdb --encoding=UTF8 NAME",
        )
    if kind == "tls":
        return ConfigurationError(
            "database_tls",
            f"TLS with PostgreSQL fails; look at sslmode, sslrootcert, sslcert and sslkey in {setting}, at the host's "
            "name in the server's certificate, and whether the server has TLS on",
        )
    if kind == "option":
        return ConfigurationError(
            "database_url",
            f"{setting} has an option that libpq or the server does not know; see its names and values",
        )
    return None
