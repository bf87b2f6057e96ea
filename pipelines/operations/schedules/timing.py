"""When a schedule is planned: by cron in a time zone, or by true elapsed time. Pure.

Daylight saving is decided here, once. cron counts on the wall: a planned time that the clock skips comes at the first
moment after the gap, together with whatever else the gap holds; one that the clock shows twice comes the first time and
not again. Who wants true elapsed time asks for `every`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from steps.core.errors import PermanentError

FIELDS = 5  # of a cron expression: a sixth, of seconds, is what `every` is for
SECOND = timedelta(seconds=1)
SOME_WALL = datetime(2000, 1, 1)  # noqa: DTZ001  what a clock on the wall shows has no zone


class CannotPlan(PermanentError):
    """A schedule whose times nobody can plan: `field` is at fault, `sentence` says what is wrong with it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__("invalid_schedule", f"{field}: {sentence}")
        self.field, self.sentence = field, sentence


@dataclass(frozen=True)
class Timing:
    """`every` counts from `anchor`; `jitter` and `every` are whole seconds. `name` makes the jitter its own."""

    name: str
    cron: str | None
    every: int | None
    tz: str
    anchor: datetime
    jitter: int = 0

    def after(self, moment: datetime) -> Iterator[datetime]:
        """The planned times later than `moment`, in UTC and in order. Errors: CannotPlan."""
        if self.cron is not None:
            return _by_cron(self.cron, zone(self.tz), moment)
        if self.every is None or self.every < 1:
            raise CannotPlan("every", "must be a whole number of seconds")
        return _by_interval(timedelta(seconds=self.every), self.anchor, moment)

    def due(self, planned: datetime) -> datetime:
        """When this planned time is to be sent: the same moment, whoever asks and how often."""
        if not self.jitter:
            return planned
        drawn = hashlib.sha256(f"{self.name}/{planned.astimezone(UTC).isoformat()}".encode()).digest()
        return planned + int.from_bytes(drawn[:8]) % (self.jitter + 1) * SECOND


@cache
def zones() -> frozenset[str]:
    """The names of IANA time zones that this machine knows."""
    return frozenset(available_timezones())


def zone(name: str) -> ZoneInfo:
    """Errors: CannotPlan."""
    if name not in zones():
        raise CannotPlan("tz", "is no IANA time zone such as Europe/Berlin")
    return ZoneInfo(name)


def cron_fault(expression: str) -> str | None:
    """What is wrong with a cron expression, or None."""
    try:
        _walls(expression, SOME_WALL)
    except CannotPlan as error:
        return error.sentence
    return None


def _by_interval(every: timedelta, anchor: datetime, moment: datetime) -> Iterator[datetime]:
    passed = max(0, (moment - anchor) // every)
    planned = anchor.astimezone(UTC) + passed * every
    while True:
        planned += every
        yield planned


def _by_cron(expression: str, where: ZoneInfo, moment: datetime) -> Iterator[datetime]:
    last = moment
    for wall in _walls(expression, moment.astimezone(where).replace(tzinfo=None)):
        planned = _moment_of(wall, where)
        if planned > last:  # a gap makes one moment of several, and what the clock shows again is over
            yield planned
            last = planned


def _walls(expression: str, start: datetime) -> Iterator[datetime]:
    """What the clock on the wall shows at planned times. Errors: CannotPlan."""
    if len(expression.split()) != FIELDS:
        raise CannotPlan("cron", "must have five fields: minute, hour, day of month, month, day of week")
    try:
        times = CronSim(expression, start)
    except (CronSimError, ValueError) as error:
        raise CannotPlan("cron", f"is not valid: {_told(error)}") from None
    try:
        first = next(times)
    except StopIteration:
        raise CannotPlan("cron", "names no day that comes within 50 years") from None

    def walls() -> Iterator[datetime]:
        yield first
        yield from times

    return walls()


def _told(error: Exception) -> str:
    """`Bad day-of-month` -> `the field day of month`."""
    field = str(error).removeprefix("Bad ")
    return f"the field {field.replace('-', ' ')}" if field != str(error) else "it cannot be read"


def _moment_of(wall: datetime, where: ZoneInfo) -> datetime:
    """The first moment at which the clock shows this, or at which a gap ends that swallowed it; in UTC."""
    after = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
    if after.astimezone(where).replace(tzinfo=None) == wall:
        return after
    before = wall.replace(tzinfo=where, fold=1).astimezone(UTC)
    ahead = after.astimezone(where).utcoffset()
    while after - before > SECOND:  # the clock is put forward between them
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(where).utcoffset() == ahead:
            after = middle
        else:
            before = middle
    return after
