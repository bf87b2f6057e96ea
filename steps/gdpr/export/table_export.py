"""One table on its way out: count its rows, then stream them twice from the same snapshot, as JSON lines and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from steps.gdpr.catalog import Relation
from steps.gdpr.data_map.models import TableMap
from steps.gdpr.export.columns import ROW, Columns
from steps.gdpr.export.selection import Selection, column, identifier

CHUNK = 128 * 1024  # bytes handed on at once: few calls, little memory
# A line of JSON text holds no control character, so with these as quote and delimiter COPY never quotes or escapes.
_JSON_LINES = r"(format csv, quote E'\x01', delimiter E'\x02')"
_CSV = "(format csv, header, force_quote *)"  # quoted, a cell is a cell whatever the spreadsheet's separator
# Only these types can bring raw line breaks into JSON text (json keeps its white space; so may what contains it).
_MAY_CONTAIN_JSON = frozenset("UACP")
_NEVER_BREAKS = frozenset({"jsonb", "uuid", "bytea"})


@dataclass(frozen=True)
class TableExport:
    """The statements of one exported table. `file` is its name in the package, without folder or ending."""

    file: str
    relation: Relation
    item: TableMap
    columns: Columns
    selection: Selection

    def count(self, connection: psycopg.Connection[Any]) -> Counts:
        row = connection.execute(self.counting()).fetchone()
        assert row is not None  # noqa: S101  an aggregate always gives one row
        return Counts(*row)

    def counting(self) -> sql.Composed:
        return sql.SQL("select count(*), {} from {}").format(self.columns.redactions(), self._rows())

    def json_lines(self) -> sql.Composed:
        """Raw line breaks in JSON text can only stand between its tokens, so a blank says the same."""
        line = sql.SQL("row_to_json(r)")
        if any(c.category in _MAY_CONTAIN_JSON and c.type not in _NEVER_BREAKS for c, _ in self.columns.kept):
            line = sql.SQL("translate(row_to_json(r)::text, E'\\n\\r', '  ')")
        return sql.SQL("copy (select {} from ({}) r) to stdout {}").format(
            line, self._select(self.columns.for_json()), sql.SQL(_JSON_LINES)
        )

    def csv(self) -> sql.Composed:
        return sql.SQL("copy ({}) to stdout {}").format(self._select(self.columns.for_csv()), sql.SQL(_CSV))

    def _select(self, values: sql.Composable) -> sql.Composed:
        return sql.SQL("select {} from {}").format(values, self._rows())

    def _rows(self) -> sql.Composable:
        """The person's rows in one order, so that line n of both files is the same row.

        Rows with the same people in them stand together: PostgreSQL keeps only the last 32 patterns compiled.
        """
        names = [party.who for party in self.item.counterparties] + list(self.relation.primary_key)
        order = sql.SQL(", ").join(column(ROW, name) for name in dict.fromkeys(names))
        rows = sql.SQL("(select * from {} {} where {} {} offset 0) {}").format(
            identifier(self.relation.table),
            sql.Identifier(ROW),
            self.selection.condition(self.relation.table, ROW),
            sql.SQL("order by {}").format(order) if names else sql.SQL(""),
            sql.Identifier(ROW),
        )
        return sql.SQL(" cross join lateral ").join([rows, *self.columns.counterparties()])


@dataclass(frozen=True)
class Counts:
    """What the export of a table will hold."""

    rows: int
    pseudonyms: int
    replaced_texts: int


def stream(
    connection: psycopg.Connection[Any], statement: sql.Composed, report: Callable[[int], None]
) -> Iterator[bytes]:
    """The output of a COPY in chunks of about CHUNK bytes; `report` is told how many lines each chunk holds."""
    parts: list[bytes] = []
    size = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in copy:  # PostgreSQL sends one message per row
            parts.append(bytes(line))
            size += len(line)
            if size >= CHUNK:
                yield b"".join(parts)
                report(len(parts))
                parts, size = [], 0
    yield b"".join(parts)
    report(len(parts))
