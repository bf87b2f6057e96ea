"""The list of what an export leaves out, read from the data map: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.models import TableMap
from steps.gdpr.names import Table
from steps.gdpr.result import Withheld


def withheld(data_map: DataMap) -> list[Withheld]:
    return [entry for table, item in data_map.tables.items() for entry in _of_table(table, item)]


def _of_table(table: Table, item: TableMap) -> Iterator[Withheld]:
    name = str(table)
    if not item.exported:
        yield _entry(name, item.class_, item.reason)
        return
    for link in item.links:
        if link.class_ in ("third_party", "exclude"):
            yield _entry(name, link.class_, link.reason, rows_by=str(link.link))
    for column, classed in item.columns.items():
        if classed.class_ in ("secret", "exclude"):
            yield _entry(name, classed.class_, classed.reason, column=column)
        for path in classed.without:
            reason = classed.reason or "Left out by the data map"
            yield _entry(name, "exclude", reason, column=f"{column}.{path}")


def _entry(table: str, classification: str | None, reason: str | None, **place: str) -> Withheld:
    return Withheld.model_validate(
        {"table": table, "classification": classification, "reason": reason, **place}
    )


def redactions(item: TableMap) -> list[str]:
    """What was done to the columns of a table, in words; for the manifest."""
    done = []
    for name, column in item.columns.items():
        if column.class_ in ("secret", "exclude"):
            done.append(f"{name}: withheld")
        if column.kind:
            done.append(f"{name}: other people are pseudonyms ({column.kind}-...)")
        done += [f"{name}: {path} withheld" for path in column.without]
    for party in item.counterparties:
        done += [f"{name}: names and addresses of the other person replaced" for name in party.columns]
    return done
