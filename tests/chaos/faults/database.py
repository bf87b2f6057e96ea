"""What happens to PostgreSQL itself: it ends at once, takes no writes, cuts idle sessions."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import Target

FELT_SECONDS = 5.0  # longer than planned, until somebody felt the fault


class Said:
    """How often PostgreSQL's log has said words since then, which shows that somebody felt the fault. `own`: how often
    that was ourselves."""

    def __init__(self, target: Target, *words: str) -> None:
        self._target, self.own = target, 0
        self._before = {each: target.said(each) for each in words}

    def seen(self) -> dict[str, int]:
        counts = {each: self._target.said(each) - before for each, before in self._before.items()}
        return counts if sum(counts.values()) > self.own else {}

    def wait(self, seconds: float) -> None:
        """So many seconds, and somewhat longer where nobody has felt anything by then."""
        time.sleep(seconds)
        end = time.monotonic() + FELT_SECONDS
        while not self.seen() and time.monotonic() < end:
            time.sleep(0.1)

    def hit(self) -> dict[str, int]:
        """Errors: NothingHit where it was never said."""
        if not (seen := self.seen()):
            raise NothingHit
        return seen


def restarted(target: Target, chance: random.Random, seconds: float) -> Seen:
    """An immediate stop, as in a crash; what was not synchronous may be lost. Started again later."""
    with target.connect() as connection:
        row = connection.execute("select count(*) from pg_stat_activity where usename = 'app'").fetchone()
    target.postgres.stop("immediate")
    time.sleep(seconds)
    target.postgres.start()
    return {"crashes": 1, "connections cut": int(row[0]) if row else 0}


def read_only(target: Target, chance: random.Random, seconds: float) -> Seen:
    """As the old primary of a failover is."""
    said = Said(target, "in a read-only transaction")
    with _altered(target, "default_transaction_read_only", "on"):
        said.wait(seconds)
    return said.hit()


def idle_cut(target: Target, chance: random.Random, seconds: float) -> Seen:
    """The server ends every session that does nothing for a moment and has no setting of its own."""
    said = Said(target, "due to idle-session timeout")
    with _altered(target, "idle_session_timeout", "50ms"):
        said.wait(seconds)
    return said.hit()


@contextmanager
def _altered(target: Target, name: str, value: str) -> Iterator[None]:
    with target.connect() as admin:
        admin.execute("set default_transaction_read_only = off; set idle_session_timeout = 0")
        try:
            admin.execute(f"alter system set {name} = '{value}'".encode())
            admin.execute("select pg_reload_conf()")
            yield
        finally:
            admin.execute(f"alter system reset {name}".encode())
            admin.execute("select pg_reload_conf()")
