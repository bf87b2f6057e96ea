"""Two schedulers, one of them killed again and again, and every planned time becomes exactly one job.

JOBS_SCHEDULES=1000 runs it with so many schedules; the suite has the short form.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial

from tests.integration.schedules.conftest import MovedClock, Scheduled
from tests.support.processes import kill, program
from tests.support.waiting import PATIENCE, until

SCHEDULES = int(os.environ.get("JOBS_SCHEDULES", "60"))
MINUTES = 10 if SCHEDULES >= 1000 else 3  # of moved clock
STEP = timedelta(seconds=10)  # one scheduler is killed after each of them
SCHEDULER = "tests.integration.schedules.one_scheduler"


def test_each_planned_time_is_sent_exactly_once_through_kills(
    scheduled: Scheduled, clock: MovedClock, database_url: str
) -> None:
    for number in range(SCHEDULES):
        when = {"cron": "* * * * *", "tz": "Europe/Berlin"} if number % 2 else {"every": "1m"}
        jitter = {"jitter": "40s"} if number % 3 else {}
        scheduled.set(f"s{number:04}", catch_up="1h", at_most=100, **when, **jitter)
    began = scheduled.connection.execute("select name, next_at from jobs.schedule").fetchall()
    kills = 0
    with ExitStack() as stack:
        running = [stack.enter_context(program(SCHEDULER, database_url)) for _ in range(2)]
        for _ in range(MINUTES * 60 // int(STEP.total_seconds())):
            now = clock.move(STEP)
            until(partial(nearly_done, scheduled, now), seconds=10 * PATIENCE)
            time.sleep(random.uniform(0, 0.1))  # a kill meets a turn, and now and then a start
            victim = running.pop(0)
            kill(victim.pid)
            victim.wait()
            kills += 1
            running.append(stack.enter_context(program(SCHEDULER, database_url)))
        until(lambda: due(scheduled, clock.now()) == 0, seconds=10 * PATIENCE)
    ended = {name: scheduled.get(name) for name, _ in began}
    wanted: Counter[str] = Counter()
    for name, next_at in began:
        planned, coming = next_at, ended[name].next_at
        assert coming is not None
        while planned < coming:
            wanted[f"{name}/{planned:%Y-%m-%dT%H:%M:%SZ}"] += 1
            planned += timedelta(minutes=1)
    sent = Counter(event for (event,) in scheduled.connection.execute("select event_id from jobs.job"))
    assert sent == wanted
    assert sum(sent.values()) >= SCHEDULES * (MINUTES - 1)
    assert (sum(one.sent for one in ended.values()), sum(one.missed for one in ended.values())) == (
        len(sent),
        0,
    )
    print(f"{len(sent):,} planned times of {SCHEDULES:,} schedules, {kills} kills: each exactly once")


def nearly_done(scheduled: Scheduled, now: datetime) -> bool:
    """So that a kill meets the last of them at work."""
    return due(scheduled, now) < SCHEDULES / 20


def due(scheduled: Scheduled, now: datetime) -> int:
    row = scheduled.connection.execute(
        "select count(*) from jobs.schedule where due_at <= %s", [now]
    ).fetchone()
    assert row is not None
    return int(row[0])
