"""Processes that are killed: they end at once, and record nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import psutil

from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.faults.processes import fork_servers, workers
from tests.chaos.installation.installed import Target
from tests.chaos.installation.services import Service
from tests.support.waiting import until


def service_killed(
    choose: Callable[[Target, random.Random], Service],
) -> Callable[[Target, random.Random, float], Seen]:
    """Ended with SIGKILL; it is started again by whoever keeps it."""

    def strike(target: Target, chance: random.Random, seconds: float) -> Seen:
        service = choose(target, chance)
        pid = service.pid
        psutil.Process(pid).kill()
        until(lambda: service.pid != pid)
        return {"ended by SIGKILL, and started again": 1}

    return strike


def fork_server_killed(target: Target, chance: random.Random, seconds: float) -> Seen:
    """With it end all of its workers."""
    found = fork_servers(target)
    if not found:
        raise NothingHit
    one = chance.choice(found)
    with_it = len(one.children())
    one.kill()
    until(lambda: not one.is_running() or one.status() == psutil.STATUS_ZOMBIE)
    return {"fork servers ended by SIGKILL": 1, "workers with them": with_it}


def workers_killed(target: Target, chance: random.Random, seconds: float) -> Seen:
    """Up to four, in the middle of whatever they do."""
    found = workers(target)
    if not found:
        time.sleep(0.1)
        raise NothingHit
    ended = chance.sample(found, min(4, len(found)))
    for one in ended:
        one.kill()
    return {"workers ended by SIGKILL": len(ended)}
