"""What the live schema has and the data map does not say, or the other way round. Any of it stops the export."""

from __future__ import annotations

from collections.abc import Iterator

from steps.gdpr.catalog import Catalog, ForeignKey
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.models import TableMap
from steps.gdpr.data_map.suspects import is_suspect
from steps.gdpr.names import Link, Table

UNKNOWN = "is in the database but not in the data map"


def find_drift(data_map: DataMap, live: Catalog) -> list[str]:
    """One sentence per difference, naming table.column; empty when map and schema agree."""
    catalog = live.without_schemas(data_map.ignored_schemas)
    gone = [*_gone_subject(data_map, catalog), *_gone_tables(data_map, catalog)]
    new = [
        *_new_columns(data_map, catalog),
        *_new_foreign_keys(data_map, catalog),
        *_suspects(data_map, catalog),
    ]
    return list(dict.fromkeys([*gone, *new]))


def _gone_subject(data_map: DataMap, catalog: Catalog) -> Iterator[str]:
    subject = data_map.subject
    relation = catalog.relations.get(subject.table)
    if relation is None:
        return
    key = relation.columns.get(subject.key)
    if key is not None and key.type != subject.type:
        yield f"{subject.table}.{subject.key} is {key.type} in the database and {subject.type} in the data map"
    if key is not None and frozenset({subject.key}) not in relation.unique_keys:
        yield f"{subject.table}.{subject.key} is not unique, so it cannot name one person"
    yield from _gone_columns(catalog, subject.table, [subject.key])
    for name in (name for names in subject.identifiers.values() for name in names):
        yield from _gone_columns(catalog, name.table, [name.column])


def _gone_tables(data_map: DataMap, catalog: Catalog) -> Iterator[str]:
    for table, item in data_map.tables.items():
        if table not in catalog.relations:
            yield f"{table} is in the data map but not in the database"
            continue
        yield from _gone_columns(catalog, table, [*item.columns, *item.where])
        links = [entry.link for entry in item.links] + [party.link for party in item.counterparties]
        for link in links:
            yield from _gone_columns(catalog, table, link.columns)
            if link.table not in catalog.relations:
                yield f"{link.table} is in the data map but not in the database"
            yield from _gone_columns(catalog, link.table, link.keys)
        for party in item.counterparties:
            yield from _gone_columns(catalog, party.link.table, party.values)
            yield from _gone_columns(catalog, table, [party.who])


def _gone_columns(catalog: Catalog, table: Table, names: list[str] | tuple[str, ...]) -> Iterator[str]:
    relation = catalog.relations.get(table)
    for name in names if relation else ():
        if relation and name not in relation.columns:
            yield f"{table}.{name} is in the data map but not in the database"


def _new_columns(data_map: DataMap, catalog: Catalog) -> Iterator[str]:
    for table, item in data_map.exported.items():
        relation = catalog.relations.get(table)
        for name, column in relation.columns.items() if relation else ():
            if name not in item.columns:
                yield f"{table}.{name} ({column.type}) {UNKNOWN}"


def _new_foreign_keys(data_map: DataMap, catalog: Catalog) -> Iterator[str]:
    """Every foreign key that touches exported rows must be decided on."""
    for key in catalog.foreign_keys:
        if not _decided(data_map, key):
            columns = ", ".join(f"{key.child}.{name}" for name in key.link.columns)
            yield f"{columns} (foreign key to {key.parent}) {UNKNOWN}"


def _decided(data_map: DataMap, key: ForeignKey) -> bool:
    child, parent = data_map.tables.get(key.child), data_map.tables.get(key.parent)
    if not (child and child.exported) and not (parent and parent.exported):
        return True
    if parent is not None and not parent.exported and child is not None and child.exported:
        return True  # a lookup in a table that is left out as a whole
    return _mentions(child, key.link) or _mentions(parent, key.link.reversed(key.child))


def _mentions(item: TableMap | None, link: Link) -> bool:
    return item is not None and any(entry.link.same_columns(link) for entry in item.links)


def _suspects(data_map: DataMap, catalog: Catalog) -> Iterator[str]:
    """Columns without a foreign key that look like a person's, in tables of which nothing is exported."""
    for table, relation in catalog.relations.items():
        item = data_map.tables.get(table)
        if item is not None and item.exported:
            continue
        keyed = catalog.foreign_columns(table)
        for name, column in relation.columns.items():
            if (
                name not in keyed
                and is_suspect(column, data_map.subject.table)
                and not (item and name in item.columns)
            ):
                yield f"{table}.{name} ({column.type}) looks like a person's and {UNKNOWN}"
