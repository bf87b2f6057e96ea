"""What people do to schedules: set one, pause and resume it, remove it, run it now. Each act is in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from pipelines.operations.audit.origin import Origin
from pipelines.operations.schedules.definition import (
    Definition,
    ScheduleRefused,
    check_jitter,
    checked,
    event_data,
)
from pipelines.operations.schedules.planned_times import Plan, first_plan, plan
from pipelines.operations.schedules.schedule_rows import (
    QUERIES,
    StoredSchedule,
    server_time,
    stored_schedule,
)
from pipelines.operations.schedules.timing import CannotPlan
from steps.core.errors import PermanentError
from steps.core.postgres.loading import readable
from steps.core.postgres.refusals import refusal_of

Connection = psycopg.Connection[Any]


def set_schedule(
    connection: Connection,
    name: str,
    given: Mapping[str, Any],
    *,
    origin: Origin,
    declared: Mapping[str, Any] | None = None,
) -> bool:
    """Write a schedule as it is to be from now on; returns whether it is new. Nothing of the past is sent: where the
    times change, those that were due and not sent yet count as missed. A pause stays. `declared`: what the code
    declares. Errors: ScheduleRefused."""
    definition = checked(name, given)
    with connection.transaction():
        connection.execute(QUERIES["lock"], {"name": name})
        before = stored_schedule(connection, name, hold=True)
        options = _times(connection, name, definition, before)
        if declared is not None:
            options["declared"] = dict(declared)
        told = {
            "name": name,
            "definition": Jsonb(definition.model_dump(mode="json", exclude_none=True)),
            "options": Jsonb(options | {"origin": origin.model_dump(exclude_none=True)}),
        }
        try:
            row = connection.execute(QUERIES["set"], told).fetchone()
        except psycopg.Error as error:
            if (refusal := refusal_of(error)) is None:
                raise
            raise ScheduleRefused([refusal.message]) from None
    return bool(row and row[0])


def _times(
    connection: Connection, name: str, definition: Definition, before: StoredSchedule | None
) -> dict[str, Any]:
    """What comes next: as it was, where when it comes did not change. Errors: ScheduleRefused."""
    now = before.now if before else server_time(connection)
    anchor = before.anchor if before and before.every == definition.every else now.replace(microsecond=0)
    timing = definition.timing(name, anchor)
    try:
        check_jitter(timing, now)
        if before and before.next_at and before.timing == timing and not before.paused_at:
            return {"anchor": anchor.isoformat(), **told(Plan(before.next_at, before.due_at))}
        missed = 0 if before is None else len(_unsent(before))
        return {"anchor": anchor.isoformat(), **told(first_plan(timing, now)), "missed": missed}
    except CannotPlan as error:
        raise ScheduleRefused([error.message]) from None


def _unsent(before: StoredSchedule) -> range:
    """The planned times that were due and that nobody has sent, as far as they are counted."""
    if before.next_at is None or before.paused_at is not None:
        return range(0)
    try:
        due = plan(before.timing, before.next_at, before.now, 0, 0)
    except CannotPlan:
        return range(0)
    return range(due.missed + len(due.send))


def pause_schedule(connection: Connection, name: str, *, origin: Origin, why: str | None = None) -> bool:
    """Send nothing until it is resumed. False: there is no such schedule."""
    return bool(act(connection, "pause", name, origin, {"why": why} if why else {}))


def resume_schedule(connection: Connection, name: str, *, origin: Origin) -> bool:
    """Go on with the next planned time; what was planned meanwhile is not sent. False: there is no such schedule.
    Errors: ScheduleRefused where nobody can plan it."""
    with connection.transaction():
        stored = stored_schedule(connection, name, hold=True)
        if stored is None:
            return False
        try:
            coming = told(first_plan(stored.timing, stored.now))
        except CannotPlan as error:
            raise ScheduleRefused([error.message]) from None
        return bool(act(connection, "resume", name, origin, coming))


def remove_schedule(connection: Connection, name: str, *, origin: Origin) -> bool:
    """Forget it; its jobs stay. False: there is no such schedule. Errors: PermanentError `schedule_declared`."""
    stored = stored_schedule(connection, name)
    if stored is not None and stored.declared:
        raise PermanentError(
            "schedule_declared",
            "name: the code declares this schedule, so it would come back; pause it, or remove it from SCHEDULES",
        )
    return bool(act(connection, "remove", name, origin))


def run_schedule(connection: Connection, name: str, *, origin: Origin) -> str | None:
    """Send its event once now, also while it is paused; the job's id. None: there is no such schedule.
    Errors: ScheduleRefused where the pipeline no longer takes its data."""
    stored = stored_schedule(connection, name)
    if stored is None:
        return None
    data, wrong = event_data(stored.pipeline, readable(stored.data, "data"))
    if wrong:
        raise ScheduleRefused(wrong)
    try:
        job_id: str | None = act(connection, "run", name, origin, {"data": data})
    except psycopg.Error as error:
        if (refusal := refusal_of(error)) is None:
            raise
        raise ScheduleRefused([refusal.message]) from None
    return job_id


def told(coming: Plan) -> dict[str, Any]:
    """A plan as the SQL functions take it."""
    return {
        "next_at": coming.next_at and coming.next_at.isoformat(),
        "due_at": coming.due_at and coming.due_at.isoformat(),
        "missed": coming.missed,
        "missed_at": coming.missed_at and coming.missed_at.isoformat(),
    }


def act(connection: Connection, query: str, name: str, origin: Origin, more: Mapping[str, Any] = {}) -> Any:
    """What the SQL function answers that this query of schedules.sql calls."""
    options = Jsonb({"origin": origin.model_dump(exclude_none=True), **more})
    row = connection.execute(QUERIES[query], {"name": name, "options": options}).fetchone()
    return row and row[0]
