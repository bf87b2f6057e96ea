"""Bring the schema `jobs` up to date: migrations in order and once each, functions whenever their text has changed, and
the names of the pipelines.

One transaction under an advisory lock, so any number of processes may call it at once; where nothing is to do, it only
reads. Functions are those of the files and no others: one whose file no longer makes it is dropped. Pods of the release
before call the new functions, so what is new comes in their `options`; a function that must change its parameters is
written under both signatures for one release. A release never puts back the functions of a newer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.abc import Traversable
from importlib.metadata import version
from typing import Any, LiteralString

import psycopg
from psycopg import errors, sql
from psycopg.rows import class_row

from steps.core.models import Model
from steps.core.postgres.schema_rights import has_records, make_schema, not_the_owner
from steps.core.postgres.sql import load

QUERIES = load("migrate.sql")
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Schema:
    """What the code wants: texts by name, in order. `release`: the numbers of the code's version, as in (0, 1, 0).
    `pipelines`: those whose events are taken."""

    migrations: Mapping[str, LiteralString]
    functions: Mapping[str, LiteralString]
    release: tuple[int, ...]
    pipelines: tuple[str, ...] = ()


class FunctionFile(Model):
    """A file of functions as it was applied. `functions` are signatures: `jobs.final(text)`."""

    name: str
    sha256: str
    release: tuple[int, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is to do, by name. `applied`: the files of functions that were applied before; `unknown`: pipelines that the
    database has not heard of."""

    migrations: list[str]
    changed: list[str]
    gone: list[str]
    applied: Mapping[str, FunctionFile]
    unknown: list[str]

    @property
    def names(self) -> list[str]:
        functions = (f"functions/{name}" for name in self.changed)
        return [*self.migrations, *functions, *(f"pipelines/{name}" for name in self.unknown)]


@cache
def wanted() -> Schema:
    """The schema that this code was written for."""
    numbers = re.match(r"\d+(\.\d+)*", version("background-jobs"))
    assert numbers is not None  # noqa: S101  a version begins with a number
    release = tuple(int(number) for number in numbers[0].split("."))
    return Schema(_texts("migrations"), _texts("functions"), release, _pipelines())


def pending(connection: Connection, schema: Schema | None = None) -> list[str]:
    """What `migrate` would apply: migrations by name, files of functions as `functions/<name>`, pipelines as
    `pipelines/<name>`. Only reads."""
    return _plan(connection, schema or wanted()).names


def newer(connection: Connection) -> list[str]:
    """Migrations of a newer release, which this code does not know. Errors: psycopg's own where nothing was applied."""
    return sorted(_migrations(connection) - set(wanted().migrations))


def migrate(connection: Connection, schema: Schema | None = None) -> list[str]:
    """Bring the schema `jobs` up to date; returns what was applied, named as by `pending`.

    Errors: ConfigurationError `foreign_schema`, `schema_forbidden`; psycopg's own.
    """
    schema = schema or wanted()
    plan = _plan(connection, schema)
    if not plan.names and not plan.gone and not _roles_wait(connection):
        return []
    try:
        return _apply(connection, schema)
    except errors.InsufficientPrivilege:
        raise not_the_owner(connection) from None


def _apply(connection: Connection, schema: Schema) -> list[str]:
    with connection.transaction():
        for query in ("lock", "settings"):
            connection.execute(QUERIES[query])
        make_schema(connection)
        connection.execute(QUERIES["make_records"])
        # Another process may have done it while this one waited for the lock.
        plan = _plan(connection, schema)
        for name in plan.migrations:
            connection.execute(schema.migrations[name])
            connection.execute(QUERIES["record_migration"], {"name": name})
        _apply_functions(connection, schema, plan)
        if plan.unknown:
            connection.execute(QUERIES["know_pipelines"], {"names": plan.unknown})
        if "roles" in schema.functions:
            connection.execute(QUERIES["grant_roles"])
    return plan.names


def _pipelines() -> tuple[str, ...]:
    """By the steps that leave their results (jobs.result_step), as building the models of all events takes too long."""
    files = sorted(file.name for file in resources.files("steps").iterdir())
    found = (re.fullmatch(r"process_([a-z0-9_]+)\.py", name) for name in files)
    return tuple(match[1].replace("_", "-") for match in found if match)


def _roles_wait(connection: Connection) -> bool:
    """Whether an operator has made a group role since the last time, to which nothing is granted yet."""
    row = connection.execute(QUERIES["grants_known"]).fetchone()
    if row is None or not row[0]:
        return False
    row = connection.execute(QUERIES["roles_without_grants"]).fetchone()
    return bool(row and row[0])


def _texts(folder: str) -> dict[str, LiteralString]:
    """By name below the folder, without the ending: `0001_tables`, `admission/gates`."""
    texts = dict(_found(resources.files("steps.core.postgres.sql") / folder, ""))
    return {name: texts[name] for name in sorted(texts)}


def _found(folder: Traversable, prefix: str) -> Iterator[tuple[str, LiteralString]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _found(file, f"{prefix}{file.name}/")
        elif file.name.endswith(".sql"):
            yield prefix + file.name.removesuffix(".sql"), file.read_text("utf-8")


def _plan(connection: Connection, schema: Schema) -> Plan:
    if not has_records(connection):
        return Plan(list(schema.migrations), list(schema.functions), [], {}, list(schema.pipelines))
    done = _migrations(connection)
    with connection.cursor(row_factory=class_row(FunctionFile)) as cursor:
        applied = {file.name: file for file in cursor.execute(QUERIES["applied_functions"])}
    migrations = [name for name in schema.migrations if name not in done]
    unknown = _unknown(connection, schema)
    if done - set(schema.migrations) or any(file.release > schema.release for file in applied.values()):
        return Plan(migrations, [], [], applied, unknown)  # the functions are a newer release's
    known = {name: file.sha256 for name, file in applied.items()}
    changed = [name for name, text in schema.functions.items() if known.get(name) != _hash(text)]
    gone = [name for name in applied if name not in schema.functions]
    return Plan(migrations, changed, gone, applied, unknown)


def _unknown(connection: Connection, schema: Schema) -> list[str]:
    row = connection.execute(QUERIES["pipelines_exist"]).fetchone()
    if not schema.pipelines or row is None or not row[0]:
        return list(schema.pipelines)
    known = {name for (name,) in connection.execute(QUERIES["known_pipelines"])}
    return [name for name in schema.pipelines if name not in known]


def _migrations(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute(QUERIES["applied_migrations"])}


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _apply_functions(connection: Connection, schema: Schema, plan: Plan) -> None:
    """Apply the files that changed, and drop what no file makes any more."""
    stale = {*plan.changed, *plan.gone}
    former = {
        signature for name, file in plan.applied.items() if name in stale for signature in file.functions
    }
    for name in plan.changed:
        made = _make(connection, schema.functions[name], former)
        former -= made
        row = {
            "sha256": _hash(schema.functions[name]),
            "release": list(schema.release),
            "functions": sorted(made),
        }
        connection.execute(QUERIES["record_functions"], {"name": name, **row})
    connection.execute(QUERIES["forget_functions"], {"names": plan.gone})
    _drop(connection, former)


def _make(connection: Connection, text: LiteralString, former: Iterable[str]) -> set[str]:
    """Apply one file; returns the signatures that it made. `create or replace` keeps what was granted on a function,
    but cannot change what it returns, its parameters' names or its kind: then the `former` ones are dropped first."""
    before = _routines(connection)
    try:
        with connection.transaction():
            connection.execute(text)
    except (errors.InvalidFunctionDefinition, errors.WrongObjectType):
        _drop(connection, former)
        connection.execute(text)
    return {signature for signature, _ in _routines(connection) - before}


def _routines(connection: Connection) -> set[tuple[str, str]]:
    return set(connection.execute(QUERIES["routines"]))


def _drop(connection: Connection, signatures: Iterable[str]) -> None:
    """Errors: psycopg's DependentObjectsStillExist where a table, an index or a trigger is built on one of them."""
    for signature in sorted(signatures):
        connection.execute(sql.SQL("drop routine if exists {}").format(sql.SQL(signature)))
