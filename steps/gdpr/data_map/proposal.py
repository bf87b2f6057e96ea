"""A data map to start from, made of what discovery found: cautious classes, and a note wherever people must look."""

from __future__ import annotations

from steps.core.errors import ConfigurationError
from steps.gdpr.catalog import Catalog, Column, Relation
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.discovery import Discovery, discover, people_in
from steps.gdpr.data_map.models import ColumnMap, RowClass, Subject, TableMap
from steps.gdpr.data_map.suspects import is_secret, is_suspect, person_kind, singular
from steps.gdpr.names import ColumnName, Table

VIEW = "A view: it shows rows of other tables"
LEFT_OUT = {
    "third_party": "Its rows are about other people",
    "exclude": "To be decided: it has columns that look like a person's",
}


def propose(catalog: Catalog, subject: Table, key: str | None = None) -> DataMap:
    """A map that nobody has reviewed yet. `key`: default the primary key of the subject table.

    Errors: ConfigurationError where there is no such table or key.
    """
    relation = catalog.relations.get(subject)
    if relation is None:
        raise ConfigurationError("data_map_subject", f"there is no table {subject} in the database")
    if key is None:
        if len(relation.primary_key) != 1:
            raise ConfigurationError(
                "data_map_subject", f"{subject} has no primary key of one column; name a key"
            )
        key = relation.primary_key[0]
    if key not in relation.columns:
        raise ConfigurationError("data_map_subject", f"{subject} has no column {key}")
    found = discover(catalog, subject)
    return DataMap(
        subject=Subject(
            table=subject, key=key, type=relation.columns[key].type, identifiers=_identifiers(relation, key)
        ),
        tables={table: _table(catalog, found, table) for table in found.links},
    )


def _identifiers(relation: Relation, key: str) -> dict[str, list[ColumnName]]:
    """The key under the subject's own kind, and each column that names a person in another way."""
    kinds = {singular(relation.table.name): [ColumnName(relation.table, key)]}
    for column in relation.columns.values():
        kind = person_kind(column, relation.table)
        if kind is not None and kind != singular(relation.table.name) and not is_secret(column):
            kinds.setdefault(kind, []).append(ColumnName(relation.table, column.name))
    return kinds


def _table(catalog: Catalog, found: Discovery, table: Table) -> TableMap:
    relation, links = catalog.relations[table], found.links[table]
    class_ = found.class_of(table)
    if class_ in LEFT_OUT:
        reason = links[0].reason if links else VIEW if relation.is_view else None
        suspects = [c.name for c in relation.columns.values() if is_suspect(c, found.subject)]
        return TableMap(
            class_=class_, reason=reason or LEFT_OUT[class_], links=links,
            columns={name: ColumnMap(class_="exclude") for name in suspects},
        )  # fmt: skip
    others = _others(catalog, found, relation)
    columns = {c.name: _column(c, class_, c.name in others, found.subject) for c in relation.columns.values()}
    return TableMap(class_=class_, links=links, columns=columns)


def _others(catalog: Catalog, found: Discovery, relation: Relation) -> set[str]:
    """Columns that may name somebody else: all of them where a row names several people."""
    if relation.table == found.subject:
        return {name for key in catalog.parents_of(relation.table) if key.parent == found.subject
                for name in key.link.columns}  # fmt: skip
    people = people_in(catalog, relation, found.subject)
    return set(people) if len(people) > 1 else set()


def _column(column: Column, class_: RowClass, may_be_other: bool, subject: Table) -> ColumnMap:
    if is_secret(column):
        return ColumnMap(class_="secret", reason="Its name looks like a secret")
    if may_be_other:
        return ColumnMap(class_="third_party", kind=person_kind(column, subject) or singular(subject.name))
    return ColumnMap(class_=class_, note="JSON: look at what is in it" if column.is_json else None)
