"""The live schema of the exported database: tables, columns, keys and foreign keys, read from the system catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from steps.core.postgres.sql import load
from steps.gdpr.names import Link, Table

QUERIES = load("catalog.sql", __package__)
KINDS = {"r": "table", "p": "partitioned table", "v": "view", "m": "materialized view", "f": "foreign table"}


@dataclass(frozen=True)
class Column:
    """`category` is PostgreSQL's: S text, N number, B boolean, D date and time, U user-defined (json, uuid), ...

    `bare_type` has no length or precision: a cast to it neither cuts nor rounds.
    """

    name: str
    type: str
    bare_type: str
    category: str

    @property
    def is_json(self) -> bool:
        return self.type in ("json", "jsonb")


@dataclass(frozen=True)
class Relation:
    """A table or view. `primary_key` is empty where there is none; `unique_keys` holds it too."""

    table: Table
    kind: str
    columns: dict[str, Column]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[frozenset[str], ...] = ()

    @property
    def is_view(self) -> bool:
        return "view" in self.kind


@dataclass(frozen=True)
class ForeignKey:
    """`link` is written from the side of `child`, the table that holds the columns."""

    child: Table
    link: Link

    @property
    def parent(self) -> Table:
        return self.link.table

    def __str__(self) -> str:
        return f"{self.child}: {self.link}"


@dataclass(frozen=True)
class Catalog:
    """The whole live schema."""

    relations: dict[Table, Relation]
    foreign_keys: tuple[ForeignKey, ...] = field(default=())

    def without_schemas(self, schemas: Iterable[str]) -> Catalog:
        """The same catalog as if these schemas were not there."""
        ignored = set(schemas)
        return Catalog(
            {table: relation for table, relation in self.relations.items() if table.schema not in ignored},
            tuple(key for key in self.foreign_keys if not {key.child.schema, key.parent.schema} & ignored),
        )

    def children_of(self, table: Table) -> list[ForeignKey]:
        return [key for key in self.foreign_keys if key.parent == table]

    def parents_of(self, table: Table) -> list[ForeignKey]:
        return [key for key in self.foreign_keys if key.child == table]

    def foreign_columns(self, table: Table) -> set[str]:
        """Columns of the table that belong to a foreign key."""
        return {column for key in self.parents_of(table) for column in key.link.columns}


def read_catalog(connection: psycopg.Connection[Any]) -> Catalog:
    """Three queries on the system catalog, which every role may read."""
    kinds: dict[Table, str] = {}
    columns: dict[Table, dict[str, Column]] = {}
    for schema, name, kind, column, type_, bare, category in connection.execute(QUERIES["relations"]):
        table = Table(schema, name)
        kinds[table] = KINDS[kind]
        columns.setdefault(table, {})[column] = Column(column, type_, bare, category)
    primary: dict[Table, tuple[str, ...]] = {}
    unique: dict[Table, list[frozenset[str]]] = {}
    for schema, name, is_primary, names in connection.execute(QUERIES["unique_keys"]):
        table = Table(schema, name)
        unique.setdefault(table, []).append(frozenset(names))
        if is_primary:
            primary[table] = tuple(names)
    foreign_keys = tuple(
        ForeignKey(Table(schema, name), Link(tuple(names), Table(other_schema, other), tuple(keys)))
        for schema, name, names, other_schema, other, keys in connection.execute(QUERIES["foreign_keys"])
    )
    relations = {
        table: Relation(table, kind, columns[table], primary.get(table, ()), tuple(unique.get(table, ())))
        for table, kind in kinds.items()
    }
    return Catalog(relations, foreign_keys)
