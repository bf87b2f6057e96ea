"""How long records stay, so that all of them together keep within their room. Pure; sizes in bytes, seconds.

Two things take what is recorded: etcd, and the memory of Argo's controller, which holds every Workflow whole. So there
is a bound by number, `at_most` records of three steps (10 kB each), and one by etcd, which holds whatever number is
set. What they can take of etcd at most, `bound(20, 50_000)` at the default rate of 20 a second:

    everything that may be there, live and ended, by its own size    390 MB  (`room`: beyond it, none is added)
    one turn that was chosen while there was room      100 x 24 kB     3 MB
    older versions of records of jobs at work   10/s x 600 s x 24 kB = 144 MB

which is 537 MB (512 MiB). What has expired counts until it is gone: Argo's controller deletes it, and etcd forgets it
within two compactions of five minutes each; the recorder looks whether it is gone before it counts it no more. The
fuller the room, the shorter what is added stays.
"""

from __future__ import annotations

CEILING = 512 * 2**20
RECORD_BYTES = 24_000  # the most that one record takes
USUAL_BYTES = 10_000  # of a record of three steps
COMPACTION_SECONDS = 600.0  # how long etcd keeps what was deleted or replaced
BURST_SECONDS = 5.0  # of the rate, at once
LIVE_PART = 0.5  # of the rate, for jobs at work: only their records are replaced
SUCCESS_SECONDS, FAILURE_SECONDS = 3600, 86400  # as Workflows with pods stay
SHORTEST_SECONDS = 300
MOST_PER_SECOND = 40.0
FREELY = 0.5, 0.25  # how full the room may be until successes, and failures, stay for a shorter time


def burst(rate: float) -> float:
    """The most records that are written at once."""
    return max(1.0, rate * BURST_SECONDS) if rate > 0 else 0.0


def room(rate: float, at_most: int) -> int:
    """What the records that may be there are allowed to take in all; `at_most`: so many of three steps."""
    return min(at_most * USUAL_BYTES, CEILING - _replaced(rate) - _overshoot(rate))


def bound(rate: float, at_most: int) -> int:
    """What the recorder can take of etcd at most, whatever happens."""
    return room(rate, at_most) + _replaced(rate) + _overshoot(rate)


def _replaced(rate: float) -> int:
    return int(rate * LIVE_PART * COMPACTION_SECONDS * RECORD_BYTES)


def _overshoot(rate: float) -> int:
    return int(burst(rate) * RECORD_BYTES)


def lifetime(used: int, room: int, *, failed: bool) -> int:
    """Seconds after the end of a job until its record is deleted; `used`: what is taken now of the `room`."""
    longest = FAILURE_SECONDS if failed else SUCCESS_SECONDS
    freely = FREELY[1] if failed else FREELY[0]
    full = used / room
    if full <= freely:
        return longest
    return max(SHORTEST_SECONDS, int(longest * (1 - full) / (1 - freely)))
