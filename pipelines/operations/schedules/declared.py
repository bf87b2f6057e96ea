"""Schedules that the code declares: written where it is deployed, without undoing what was changed at run time.

A declaration is written when it is new or another than it was. One that the code no longer holds is removed, so that
nothing runs that nobody can find. Older code, which does not know the schema, leaves all as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import psycopg

from pipelines import SCHEDULES
from pipelines.core.schedule import Schedule
from pipelines.operations.audit.origin import Origin
from pipelines.operations.schedules.changing import act, set_schedule
from pipelines.operations.schedules.definition import ScheduleRefused
from pipelines.operations.schedules.schedule_rows import QUERIES
from steps.core.errors import ConfigurationError
from steps.core.postgres.migrate import newer


def write_declared(
    connection: psycopg.Connection[Any], *, origin: Origin, schedules: Iterable[Schedule] = SCHEDULES
) -> list[str]:
    """Bring the rows up to what is declared; the names of those that were written or removed. Safe from several places
    at once. Errors: ConfigurationError `invalid_schedule` naming all that is wrong, after the others were written."""
    if newer(connection):
        return []
    before = dict(connection.execute(QUERIES["declared"]).fetchall())
    changed, wrong = [], []
    declared = {one.name: told(one) for one in schedules}
    for name, definition in declared.items():
        if before.get(name) == definition:
            continue
        try:
            set_schedule(connection, name, definition, origin=origin, declared=definition)
            changed.append(name)
        except ScheduleRefused as refused:
            wrong += [f"schedule {name}: {fault}" for fault in refused.faults]
    for name in sorted(before.keys() - declared.keys()):
        act(connection, "remove", name, origin)
        changed.append(name)
    if wrong:
        raise ConfigurationError("invalid_schedule", "; ".join(wrong))
    return changed


def told(schedule: Schedule) -> dict[str, Any]:
    """A declaration as it is stored, without what it does not say."""
    fields = asdict(schedule)
    return {key: value for key, value in fields.items() if key != "name" and value not in (None, {})}
