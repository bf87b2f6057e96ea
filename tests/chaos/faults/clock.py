"""The clock of dispatchers, steps and server is set to another day, and back."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import Target

DAY = 86_400


def moved(target: Target, chance: random.Random, seconds: float) -> Seen:
    """Up to two days ahead or back, under the running processes."""
    library = target.clock.library.name
    services = [service for service in (*target.controls, target.server) if service.runs]
    pids = [service.pid for service in services]
    pids += [child.pid for service in services for child in service.children()]
    seen = sum(library in _mapped(pid) for pid in pids)
    if not seen:
        raise NothingHit
    try:
        target.clock.move(chance.choice([-1, 1]) * chance.randint(60, 2 * DAY))
        time.sleep(seconds)
    finally:
        target.clock.move(0)
    return {"processes whose clock moved": seen}


def _mapped(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return ""
