"""What happens to PostgreSQL itself: it ends at once, takes no writes, cuts idle sessions."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import Installation


@contextmanager
def counted(target: Installation, *words: str) -> Iterator[dict[str, int]]:
    """At its end: how often PostgreSQL's log said this meanwhile. Errors: NothingHit where it never did."""
    before = {each: target.said(each) for each in words}
    seen: dict[str, int] = {}
    yield seen
    seen |= {each: more for each in words if (more := target.said(each) - before[each])}
    if not seen:
        raise NothingHit


def restarted(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """An immediate stop, as in a crash; what was not synchronous may be lost. Started again later."""
    with target.connect() as connection:
        row = connection.execute("select count(*) from pg_stat_activity where usename = 'app'").fetchone()
    target.postgres.stop("immediate")
    time.sleep(seconds)
    target.postgres.start()
    return {"crashes": 1, "connections cut": int(row[0]) if row else 0}


def read_only(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """As the old primary of a failover is."""
    with (
        counted(target, "in a read-only transaction") as seen,
        _altered(target, "default_transaction_read_only", "on"),
    ):
        time.sleep(seconds)
    return seen


def idle_cut(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """The server ends every session that does nothing for a moment and has no setting of its own."""
    with (
        counted(target, "due to idle-session timeout") as seen,
        _altered(target, "idle_session_timeout", "50ms"),
    ):
        time.sleep(seconds)
    return seen


@contextmanager
def _altered(target: Installation, name: str, value: str) -> Iterator[None]:
    with target.connect() as admin:
        admin.execute("set default_transaction_read_only = off; set idle_session_timeout = 0")
        try:
            admin.execute(f"alter system set {name} = '{value}'".encode())
            admin.execute("select pg_reload_conf()")
            yield
        finally:
            admin.execute(f"alter system reset {name}".encode())
            admin.execute("select pg_reload_conf()")
