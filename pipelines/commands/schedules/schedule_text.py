"""Schedules as text for a terminal, in no more than 80 columns."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from pipelines.commands.terminal.listing import Column, Listing
from pipelines.operations.schedules.duration import written
from pipelines.operations.schedules.schedule_rows import ScheduleSummary, ScheduleView
from pipelines.operations.schedules.timing import CannotPlan, zone

STATES = {"on": "green", "paused": "yellow", "refused": "red", "ended": "dim"}


def state_of(schedule: ScheduleSummary) -> str:
    """`paused`; `refused` where the last planned time was not sent; `ended` where none comes; else `on`."""
    if schedule.paused_at is not None:
        return "paused"
    if schedule.error is not None:
        return "refused"
    return "on" if schedule.due_at is not None else "ended"


def when(schedule: ScheduleSummary) -> str:
    """`0 3 * * * Europe/Berlin`, `every 15m`; with its jitter."""
    told = f"every {written(schedule.every)}" if schedule.every else f"{schedule.cron} {schedule.tz}"
    return f"{told}, up to {written(schedule.jitter)} later" if schedule.jitter else told


def local(schedule: ScheduleSummary, moment: datetime | None) -> str:
    """By the clock of the schedule's zone, to the second where it has any: `Tue 2026-12-01 03:00`."""
    if moment is None:
        return "-"
    with suppress(CannotPlan):
        moment = moment.astimezone(zone(schedule.tz))
    return moment.strftime("%a %Y-%m-%d %H:%M:%S" if moment.second else "%a %Y-%m-%d %H:%M")


def table_of(schedules: list[ScheduleSummary]) -> Listing:
    table = Listing("name", "when", "next", "state")
    for one in schedules:
        coming = "-" if one.paused_at else local(one, one.next_at)
        state = state_of(one)
        table.add(one.name, when(one), coming, Text(state, style=STATES[state]))
    return table


def full(schedule: ScheduleView) -> RenderableType:
    table = Listing(Column("fact", keep=True), Column("value", text=True), headings=False)
    state = state_of(schedule)
    table.add("schedule", Text(schedule.name, style="bold"))
    table.add("pipeline", schedule.pipeline)
    table.add("when", when(schedule))
    table.add("state", Text(_state(schedule), style=STATES[state]))
    table.add("if late", f"caught up for {written(schedule.catch_up)}, at most {schedule.at_most}")
    for name, value in (
        ("priority", schedule.priority),
        ("tenant", schedule.tenant),
        ("tags", ", ".join(f"{tag}={value}" for tag, value in schedule.tags.items())),
    ):
        if value:
            table.add(name, str(value))
    table.add("sent", _counted(schedule, schedule.sent, schedule.last_at))
    if schedule.last_job_id:
        table.add("last job", schedule.last_job_id)
    table.add("missed", _counted(schedule, schedule.missed, schedule.missed_at))
    declared = ", declared in code" if schedule.declared else ""
    table.add("set", f"{schedule.set_at.astimezone():%Y-%m-%d %H:%M} by {schedule.set_by}{declared}")
    label = "would be next" if schedule.paused_at else "next"
    for moment in schedule.next_times:
        table.add(label, f"{local(schedule, moment)} {moment:%z}")
        label = ""
    if schedule.error:
        return Group(table, Text(f"Not sent: {schedule.error}", style="red"))
    return table


def _state(schedule: ScheduleView) -> str:
    if schedule.paused_at is None:
        return state_of(schedule)
    why = f": {schedule.paused_why}" if schedule.paused_why else ""
    return f"paused since {schedule.paused_at.astimezone():%Y-%m-%d %H:%M} by {schedule.paused_by}{why}"


def _counted(schedule: ScheduleView, count: int, last: datetime | None) -> str:
    return f"{count:,}, last {local(schedule, last)}" if count else "0"
