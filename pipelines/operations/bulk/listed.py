"""A list's filter as a selection, so that what is listed can be operated on as a whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg

from pipelines.operations.bulk.selection import Selection
from pipelines.operations.bulk.terms import Term
from pipelines.operations.ids.short_ids import id_end, id_part, ids_ending
from pipelines.operations.lists import JobFilter
from pipelines.operations.paging import search_words
from steps.core.postgres.sql import load

QUERIES = load("operation.sql", "pipelines.operations.bulk")
Connection = psycopg.Connection[Any]
MOST_ENDING = 50  # jobs that end as typed; by six digits it is one


def selection_of_list(
    connection: Connection, wanted: JobFilter, since: str | None = None, until: str | None = None
) -> Selection | None:
    """What the list shows, on all its pages; None where it shows nothing. `since`, `until`: its times, as a selection
    has them. A search means what it finds first, as in `find_jobs`."""
    given = {
        "pipeline": [wanted.pipeline] if wanted.pipeline else [],
        "status": [str(status) for status in wanted.status],
        "since": [since] if since else [],
        "until": [until] if until else [],
        "operation": [str(wanted.operation)] if wanted.operation else [],
    }
    terms = tuple(Term(name, tuple(values)) for name, values in given.items() if values)
    text = (wanted.search or "").strip()
    if not text:
        return Selection(terms)
    searches = [Term("event", (text,))]
    if (end := id_end(text)) is not None and (ids := ids_ending(connection, end, MOST_ENDING)):
        searches.insert(0, Term("id", tuple(ids)))
    if id_part(text) is not None:
        searches.insert(0, Term("id", (text,)))
    if search_words(text) is not None:
        searches.append(Term("words", (text,)))
    found = (Selection((*terms, search)) for search in searches)
    return next((selection for selection in found if count_selected(connection, selection, 1)), None)


def count_selected(connection: Connection, selection: Selection, most: int) -> int:
    """How many jobs fit, counted up to `most`."""
    parts, params = selection.conditions(datetime.now(UTC))
    where = " where " + " and ".join(parts) if parts else ""
    query = QUERIES["how_many"] + where + "\n" + QUERIES["up_to"]
    row = connection.execute(query, {**params, "most": most}, prepare=False).fetchone()
    return int(row[0]) if row else 0
