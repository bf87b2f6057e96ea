"""Which rows are the person's: the data map's links as one SQL condition per table, with no row met twice."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from steps.gdpr.catalog import Catalog
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.export.pseudonyms import same_form
from steps.gdpr.names import Link, Table


def identifier(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema, table.name)


def column(alias: str, name: str) -> sql.Identifier:
    return sql.Identifier(alias, name)


class Selection:
    """Conditions on tables of a map that holds against the catalog (data_map/drift.py has looked)."""

    def __init__(self, data_map: DataMap, catalog: Catalog) -> None:
        self._map, self._catalog = data_map, catalog

    def condition(self, table: Table, alias: str) -> sql.Composed:
        """True for the rows of `table`, known as `alias`, that the export holds."""
        item = self._map.tables[table]
        if table == self._map.subject.table:
            found = self.is_subject(alias)
        else:
            found = self._linked(table, item.followed, alias)
        filters = [self._equals(column(alias, name), value) for name, value in item.where.items()]
        return sql.SQL("({})").format(sql.SQL(" and ").join([found, *filters]))

    def is_subject(self, alias: str) -> sql.Composable:
        subject = self._map.subject
        live = self._catalog.relations[subject.table].columns[subject.key]
        # The type is the system catalog's own spelling, read from the live schema.
        return sql.SQL("{} = current_setting('jobs_export.subject')::{}").format(
            column(alias, subject.key),
            sql.SQL(live.bare_type),
        )

    def is_own(self, kind: str, value: sql.Composable) -> sql.Composable:
        """Whether a value of this kind names the person or something of theirs."""
        tests = [
            sql.SQL("({}) in (select {} from {} own where {})").format(
                same_form(value),
                same_form(column("own", name.column)),
                identifier(name.table),
                self.condition(name.table, "own"),
            )
            for name in self._map.subject.identifiers.get(kind, [])
        ]
        return self._any(tests) if tests else sql.SQL("false")

    def _linked(self, table: Table, links: list[Link], alias: str) -> sql.Composable:
        direct = all(link.table == self._map.subject.table for link in links)
        key = self._catalog.relations[table].primary_key
        if len(links) == 1 or direct or not key:
            # Links to the subject's one row become index conditions that PostgreSQL combines by itself.
            return self._any(self._matches(table, link, alias) for link in links)
        inner = alias + "x"
        parts = [
            sql.SQL("select {} from {} {} where {}").format(
                _columns(inner, key),
                identifier(table),
                sql.Identifier(inner),
                self._matches(table, link, inner),
            )
            for link in links
        ]
        return sql.SQL("({}) in ({})").format(_columns(alias, key), sql.SQL(" union all ").join(parts))

    def _matches(self, table: Table, link: Link, alias: str) -> sql.Composable:
        """The link as `(columns) = (keys of the subject)` or `(columns) in (keys of the linked rows)`."""
        one_row = link.table == self._map.subject.table
        other = "s" if one_row else alias + "p"
        left, right = self._sides(table, link, alias, other)
        return sql.SQL("({}) {} (select {} from {} {} where {})").format(
            sql.SQL(", ").join(left),
            sql.SQL("=") if one_row else sql.SQL("in"),
            sql.SQL(", ").join(right),
            identifier(link.table),
            sql.Identifier(other),
            self.condition(link.table, other),
        )

    def same(self, table: Table, link: Link, alias: str, other: str) -> sql.Composable:
        """The link as a condition between a row of `table` and a row of the linked table."""
        pairs = zip(*self._sides(table, link, alias, other), strict=True)
        return sql.SQL(" and ").join(sql.SQL("{} = {}").format(left, right) for left, right in pairs)

    def _sides(
        self, table: Table, link: Link, alias: str, other: str
    ) -> tuple[list[sql.Composable], list[sql.Composable]]:
        """Both sides of the link, column by column; types that PostgreSQL cannot compare are compared as text."""
        here = self._catalog.relations[table].columns
        there = self._catalog.relations[link.table].columns
        left: list[sql.Composable] = []
        right: list[sql.Composable] = []
        for name, key in zip(link.columns, link.keys, strict=True):
            as_text = here[name].category != there[key].category
            left.append(_comparable(column(alias, name), as_text, link.ignore_case))
            right.append(_comparable(column(other, key), as_text, link.ignore_case))
        return left, right

    def _any(self, parts: Iterable[sql.Composable]) -> sql.Composable:
        return sql.SQL("({})").format(sql.SQL(" or ").join(parts))

    def _equals(self, name: sql.Composable, value: str | int | None) -> sql.Composable:
        if value is None:
            return sql.SQL("{} is null").format(name)
        return sql.SQL("{} = {}").format(name, sql.Literal(str(value)))


def _columns(alias: str, names: Iterable[str]) -> sql.Composable:
    return sql.SQL(", ").join(column(alias, name) for name in names)


def _comparable(name: sql.Composable, as_text: bool, ignore_case: bool) -> sql.Composable:
    if ignore_case:
        return sql.SQL("lower({}::text)").format(name)
    return sql.SQL("{}::text").format(name) if as_text else name
