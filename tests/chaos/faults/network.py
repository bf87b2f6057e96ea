"""The network between dispatchers and PostgreSQL: cut, silent, and forgetful of idle connections."""

from __future__ import annotations

import random
import time

from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import Target

IDLE_SECONDS = 0.7  # the dispatcher looks every second, the listener every five


def cut(target: Target, chance: random.Random, seconds: float) -> Seen:
    return _seen(target.proxy.cut())


def silent(target: Target, chance: random.Random, seconds: float) -> Seen:
    """Nothing arrives and nothing is refused; later all of it arrives."""
    with target.proxy.silent() as connections:
        time.sleep(seconds)
    if not connections:
        raise NothingHit
    return {"connections silent": connections}


def idle_forgotten(target: Target, chance: random.Random, seconds: float) -> Seen:
    """As by a firewall that keeps idle connections for a moment only."""
    ended, end = 0, time.monotonic() + max(seconds, 2 * IDLE_SECONDS)
    while time.monotonic() < end:
        ended += target.proxy.cut(idle=IDLE_SECONDS)
        time.sleep(0.2)
    return _seen(ended)


def _seen(connections: int) -> Seen:
    if not connections:
        raise NothingHit
    return {"connections cut": connections}
