"""PostgreSQL's disk is full for a while."""

from __future__ import annotations

import random
import time
from contextlib import suppress

from tests.chaos.faults.database import counted
from tests.chaos.faults.fault import Seen
from tests.chaos.installation.installed import Installation


def full(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """PostgreSQL may end itself where it cannot write its log ahead; an operator makes room and starts it."""
    with counted(target, "No space left on device", "PANIC") as seen:
        try:
            with target.connect() as admin:
                target.disk.fill()
                admin.execute(
                    "select pg_switch_wal()"
                )  # the next bytes need a new file, or an old one's place
            _write(target, seconds)
        finally:
            target.disk.free()
            with suppress(AssertionError):
                target.postgres.start()
    return seen


def _write(target: Installation, seconds: float) -> None:
    """The jobs write; so that one page more is needed for certain, we do as well."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(Exception), target.connect() as admin:
            admin.execute(
                "create table if not exists public.filler as select repeat('x', 500) from generate_series(1, 20000)"
            )
            admin.execute("insert into public.filler select repeat('x', 500) from generate_series(1, 20000)")
        time.sleep(0.2)
    with suppress(Exception), target.connect() as admin:
        admin.execute("drop table if exists public.filler")
