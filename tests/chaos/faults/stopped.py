"""Processes that are stopped (SIGSTOP) and go on later, as in a frozen container or on a machine that pages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import Target

Find = Callable[[Target], list[psutil.Process]]


def stopped(find: Find) -> Callable[[Target, random.Random, float], Seen]:
    """One of them, for so many seconds."""

    def strike(target: Target, chance: random.Random, seconds: float) -> Seen:
        found = find(target)
        if not found:
            raise NothingHit
        one = chance.choice(found)
        try:
            one.suspend()
            time.sleep(min(0.1, seconds))
            seen = one.status() == psutil.STATUS_STOPPED
            time.sleep(max(0.0, seconds - 0.1))
        except psutil.Error:  # it ended just now
            raise NothingHit from None
        finally:
            with suppress(psutil.Error):
                one.resume()
        if not seen:
            raise NothingHit
        return {"stood still": 1}

    return strike


def postgres_backends(target: Target) -> list[psutil.Process]:
    """The processes that serve the steps' and dispatchers' connections."""
    with target.connect() as connection:
        rows = connection.execute("select pid from pg_stat_activity where usename = 'app'").fetchall()
    return [psutil.Process(pid) for (pid,) in rows if psutil.pid_exists(pid)]
