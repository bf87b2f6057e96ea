"""What one export will hold, counted before the first byte is written: its tables, their files and their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from steps.gdpr.catalog import Catalog
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.export.columns import Columns
from steps.gdpr.export.selection import Selection
from steps.gdpr.export.source import Snapshot
from steps.gdpr.export.table_export import Counts, TableExport
from steps.gdpr.names import Table
from steps.gdpr.result import ExportedTable


@dataclass(frozen=True)
class Planned:
    """One table and what it will hold."""

    export: TableExport
    counts: Counts

    @property
    def table(self) -> str:
        return str(self.export.relation.table)

    def result(self) -> ExportedTable:
        item = self.export.item
        return ExportedTable(
            table=self.table, title=item.title, file=self.export.file, rows=self.counts.rows, art20=item.art20,
            pseudonyms=self.counts.pseudonyms, replaced_texts=self.counts.replaced_texts,
        )  # fmt: skip


def plan(data_map: DataMap, catalog: Catalog, snapshot: Snapshot) -> list[Planned]:
    """Counts every exported table; the order is the data map's."""
    selection = Selection(data_map, catalog)
    exports = []
    for (table, item), file in zip(data_map.exported.items(), file_names(data_map.exported), strict=True):
        relation = catalog.relations[table]
        columns = Columns(relation, item, selection)
        exports.append(TableExport(file, relation, item, columns, selection))
    return [Planned(export, export.count(snapshot.connection)) for export in exports]


def file_names(tables: Iterable[Table]) -> list[str]:
    """A file name for each table: `orders`, `support.tickets`; odd characters become `_`, doubles get a number."""
    names: list[str] = []
    for table in tables:
        whole = table.name if table.schema == "public" else f"{table.schema}.{table.name}"
        stem = re.sub(r"[^A-Za-z0-9_.-]", "_", whole)[:100].lstrip(".-") or "table"
        name, number = stem, 2
        while name.lower() in (taken.lower() for taken in names):
            name, number = f"{stem}_{number}", number + 1
        names.append(name)
    return names
