"""What a data map may not say: links to tables it does not know, circles, exported tables nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator

from steps.gdpr.data_map.models import MapFields, TableMap
from steps.gdpr.names import Table


def contradictions(data_map: MapFields) -> list[str]:
    """One sentence per fault that only shows when the whole map is seen."""
    return [
        *_map_faults(data_map),
        *(fault for table, item in data_map.tables.items() for fault in _table_faults(data_map, table, item)),
        *_circles(data_map),
    ]


def _map_faults(data_map: MapFields) -> Iterator[str]:
    if data_map.reviewed and data_map.information is None:
        yield "information is required in a reviewed map (Art. 15(1))"
    subject = data_map.subject
    item = data_map.tables.get(subject.table)
    if item is None or not item.exported:
        yield f"{subject.table} is the subject table, so it must stand in tables with class own"
    for kind, columns in subject.identifiers.items():
        for name in columns:
            if name.table not in data_map.exported:
                yield f"subject.identifiers.{kind}: {name} is in a table that is not exported"
    if item and item.followed:
        yield f"{subject.table} is the subject table: its row is found by {subject.key}, so no link to it is followed"


def _table_faults(data_map: MapFields, table: Table, item: TableMap) -> Iterator[str]:
    if not item.exported:
        if not item.reason:
            yield f"{table} has the class {item.class_} and needs a reason"
        if any(link.class_ in ("own", "shared") for link in item.links):
            yield f"{table} has the class {item.class_}, so none of its links can be own or shared"
        return
    if table != data_map.subject.table and not item.followed:
        yield f"{table} is exported but no link leads to it"
    for link in item.links:
        if link.class_ in ("third_party", "exclude") and not link.reason:
            yield f"{table}: the link {link.link} has the class {link.class_} and needs a reason"
    for followed in item.followed:
        if followed.table not in data_map.exported:
            yield f"{table}: the link {followed} follows a table that is not exported"
    for name, classed in item.columns.items():
        if classed.class_ in ("secret", "exclude") and not classed.reason:
            yield f"{table}.{name} has the class {classed.class_} and needs a reason"
    for party in item.counterparties:
        for column in party.columns:
            if column not in item.columns or item.columns[column].class_ not in ("own", "shared"):
                yield f"{table}.{column}: only in own and shared columns are counterparties replaced"
    if data_map.reviewed and not (item.purpose and item.retention):
        yield f"{table} needs a purpose and a retention (Art. 15(1)(a), (d))"


def _circles(data_map: MapFields) -> Iterator[str]:
    for table, item in data_map.exported.items():
        for link in item.followed:
            if table in upstream(data_map, link.table):
                yield f"{table}: the link {link} goes in a circle; class one link of it exclude"


def upstream(data_map: MapFields, table: Table) -> set[Table]:
    """The table itself and every table that its rows are reached through."""
    seen: set[Table] = set()
    waiting = [table]
    while waiting:
        current = waiting.pop()
        if current not in seen and current in data_map.tables:
            seen.add(current)
            waiting += [link.table for link in data_map.tables[current].followed]
    return seen
