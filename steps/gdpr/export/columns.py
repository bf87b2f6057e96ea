"""What leaves of a row: each column as the data map says, for the lossless JSON file and for the CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import sql

from steps.gdpr.catalog import Column, Relation
from steps.gdpr.data_map.models import ColumnMap, Counterparty, TableMap
from steps.gdpr.export.pseudonyms import pseudonym
from steps.gdpr.export.selection import Selection, column, identifier

ROW = "t"
# A spreadsheet takes a cell that starts so for a formula (OWASP, CSV injection); an apostrophe makes it text.
_FORMULA = r"^[=+\-@\t\r\n]"
_HARMLESS = frozenset("NDB")  # numbers, dates and booleans: a person cannot write a formula into them
_NO_MATCH = r"[^\s\S]"


@dataclass(frozen=True)
class Columns:
    """SQL of the columns of one table. Rows are known as `t`, their counterparties as `p0`, `p1`, ..."""

    relation: Relation
    item: TableMap
    selection: Selection

    @cached_property
    def kept(self) -> list[tuple[Column, ColumnMap]]:
        """The columns that leave, in the table's own order."""
        classed = ((live, self.item.columns.get(name)) for name, live in self.relation.columns.items())
        return [(live, item) for live, item in classed if item and item.class_ not in ("secret", "exclude")]

    def for_json(self) -> sql.Composable:
        return self._list(self._value(live, item) for live, item in self.kept)

    def for_csv(self) -> sql.Composable:
        return self._list(self._cell(live, item) for live, item in self.kept)

    def redactions(self) -> sql.Composable:
        """Two counts: how many values become pseudonyms, and how many texts had a person in them replaced."""
        pseudonyms = [
            sql.SQL("{} is not null and {} is not true").format(
                self._plain(live), self.selection.is_own(item.kind, self._plain(live))
            )
            for live, item in self.kept
            if item.kind
        ]
        texts = [
            sql.SQL("{}::text is distinct from {}").format(self._plain(live), self._replaced(live))
            for live, _ in self.kept
            if self._parties(live.name)
        ]
        return sql.SQL("{}, {}").format(_total(pseudonyms), _total(texts))

    def counterparties(self) -> list[sql.Composable]:
        """For each row, beside it, the names of the other people in it."""
        return [self._counterparty(n, party) for n, party in enumerate(self.item.counterparties)]

    def _list(self, values: Iterator[sql.Composable]) -> sql.Composable:
        return sql.SQL(", ").join(
            sql.SQL("{} as {}").format(value, sql.Identifier(live.name))
            for value, (live, _) in zip(values, self.kept, strict=True)
        )

    def _plain(self, live: Column) -> sql.Composable:
        return column(ROW, live.name)

    def _value(self, live: Column, item: ColumnMap) -> sql.Composable:
        value = self._plain(live)
        if item.kind:
            return sql.SQL("case when {} is null then null when {} then {}::text else {} end").format(
                value, self.selection.is_own(item.kind, value), value, pseudonym(item.kind, value)
            )
        if self._parties(live.name):
            value = self._replaced(live)
            value = sql.SQL("({})::jsonb").format(value) if live.is_json else value
        for path in item.without:
            value = sql.SQL("({}::jsonb #- {}::text[])").format(value, sql.Literal(path.split(".")))
        return value

    def _replaced(self, live: Column) -> sql.Composable:
        """The column as text, with every counterparty in it under their pseudonym."""
        value: sql.Composable = sql.SQL("{}::text").format(self._plain(live))
        for alias, party in self._parties(live.name):
            value = sql.SQL("regexp_replace({}, {}, {}, 'gi')").format(
                value, column(alias, "pattern"), pseudonym(party.kind, column(ROW, party.who))
            )
        return value

    def _cell(self, live: Column, item: ColumnMap) -> sql.Composable:
        value = self._value(live, item)
        if live.category in _HARMLESS and not item.kind:
            return value
        return sql.SQL("regexp_replace({}::text, {}, '''\\&')").format(value, sql.Literal(_FORMULA))

    def _parties(self, name: str) -> list[tuple[str, Counterparty]]:
        return [(f"p{n}", party) for n, party in enumerate(self.item.counterparties) if name in party.columns]

    def _counterparty(self, n: int, party: Counterparty) -> sql.Composable:
        """One row with the pattern of everything that names the other person of this row; never the subject."""
        values = [_escaped(column("o", name)) for name in party.values]
        return sql.SQL(
            "(select coalesce('(?<!\\w)(?:' || string_agg(nullif(concat_ws('|', {values}), ''), '|') || ')(?!\\w)', "
            "{no_match}) as pattern from {table} o where {match} and {own} is not true) {alias}"
        ).format(
            values=sql.SQL(", ").join(values),
            no_match=sql.Literal(_NO_MATCH),
            table=identifier(party.link.table),
            match=self.selection.same(self.relation.table, party.link, ROW, "o"),
            own=self.selection.is_own(party.kind, column(ROW, party.who)),
            alias=sql.Identifier(f"p{n}"),
        )


def _escaped(name: sql.Composable) -> sql.Composable:
    """A value as a pattern that matches just itself; values of one character would match everywhere."""
    return sql.SQL(
        "case when length({name}::text) > 1 "
        "then regexp_replace({name}::text, '([^[:alnum:][:space:]])', '\\\\\\1', 'g') end"
    ).format(name=name)


def _total(conditions: Sequence[sql.Composable]) -> sql.Composable:
    if not conditions:
        return sql.SQL("0")
    counts = [sql.SQL("count(*) filter (where {})").format(condition) for condition in conditions]
    return sql.SQL(" + ").join(counts)
