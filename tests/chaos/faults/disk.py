"""PostgreSQL's disk is full for a while."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import psycopg

from tests.chaos.faults.database import Said
from tests.chaos.faults.fault import Seen
from tests.chaos.installation.installed import Target


def full(target: Target, chance: random.Random, seconds: float) -> Seen:
    """PostgreSQL may end itself where it cannot write its log ahead; an operator makes room and starts it."""
    said = Said(target, "No space left on device", "PANIC")
    try:
        target.disk.fill()
        _write(target, seconds)
    finally:
        target.disk.free()
        with suppress(AssertionError):  # it runs
            target.postgres.start()
    return said.hit()


def _write(target: Target, seconds: float) -> None:
    """The jobs write; so that a page more is needed for certain, we do as well."""
    end = time.monotonic() + seconds
    rows = "select repeat('x', 500) as words from generate_series(1, 20000)"
    while time.monotonic() < end:
        with suppress(psycopg.Error), target.connect() as admin:
            admin.execute(f"create table public.filler as {rows}".encode())
            admin.execute("drop table public.filler")
        time.sleep(0.2)
