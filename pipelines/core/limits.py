"""Limits that a pipeline may declare: two primitives that bound what is at work, and two that gather what waits.

`per` is a path into the event: `tenant`, `tags.<name>`, or a field of its data, such as `customer.id`; each key has a
bound of its own. A job whose event lacks the key is not bound. Without `name`, a limit is the pipeline's own and called
by its key; a named one is shared by all pipelines that list it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

MAX_N = 1_000_000
NAME = r"[a-z][a-z0-9_.-]{0,60}"


class LimitFault(ValueError):
    """A limit that cannot be kept; the text says which, and what to write instead."""


class Limit:
    """What all have in common. `called`: its name, or else its key's."""

    kind: ClassVar[str]
    per: str | None
    name: str | None

    @property
    def called(self) -> str:
        called = self.name or self.per
        if called is None:
            raise LimitFault(f"{self!r} has neither name nor per: give it a name")
        if not re.fullmatch(NAME, called):
            raise LimitFault(f"{called!r} is no name of a limit: write a-z, 0-9, _, . and -, a letter first")
        return called

    def row(self) -> dict[str, Any]:
        """As jobs.declare_limits takes it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Concurrent(Limit):
    """At most `n` units at work at once. `on_excess`, what becomes of the next job: it waits; or is skipped; or
    replaces the one at work, which is cancelled; or, `latest`, only the newest waits."""

    kind = "concurrent"
    n: int
    per: str | None = None
    name: str | None = None
    on_excess: Literal["wait", "skip", "replace", "latest"] = "wait"

    def __post_init__(self) -> None:
        _whole(self, "n", self.n)
        _one_of(self, "on_excess", self.on_excess, ("wait", "skip", "replace", "latest"))

    def row(self) -> dict[str, Any]:
        return {"n": self.n, "on_excess": self.on_excess}


@dataclass(frozen=True)
class Rate(Limit):
    """At most `n` units begun per `every` seconds, evenly; after a rest, `burst` of them at once. In any time of w
    seconds no more than burst + w * n / every begin (the generic cell rate algorithm, ITU-T I.371)."""

    kind = "rate"
    n: int
    every: float
    burst: int = 1
    per: str | None = None
    name: str | None = None
    on_excess: Literal["wait", "skip"] = "wait"

    def __post_init__(self) -> None:
        _whole(self, "n", self.n)
        _whole(self, "burst", self.burst)
        _seconds(self, "every", self.every)
        if self.n > self.every * MAX_N:
            raise LimitFault(f"{self!r}: that is more than a million starts a second")
        _one_of(self, "on_excess", self.on_excess, ("wait", "skip"))

    def row(self) -> dict[str, Any]:
        return {"n": self.n, "every": self.every, "burst": self.burst, "on_excess": self.on_excess}


@dataclass(frozen=True)
class Quiet(Limit):
    """Wait until no event has come for `seconds`, but no longer than `at_most` after the first; then one job goes, with
    the event that happened last; with `collect`, with the data of all (debounce)."""

    kind = "quiet"
    seconds: float
    per: str | None = None
    at_most: float | None = None
    collect: bool = False
    name: str | None = None

    def __post_init__(self) -> None:
        _seconds(self, "seconds", self.seconds)
        if self.at_most is not None and self.at_most < self.seconds:
            raise LimitFault(f"{self!r}: at_most is shorter than the quiet that it waits for")

    def row(self) -> dict[str, Any]:
        return {"every": self.seconds, "at_most": self.at_most, "collect": self.collect}


@dataclass(frozen=True)
class Batch(Limit):
    """One job for up to `n` events: it goes once they are so many, or the first has waited for `within` seconds."""

    kind = "batch"
    n: int
    within: float
    per: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        _whole(self, "n", self.n)
        _seconds(self, "within", self.within)
        if self.n > 10_000:
            raise LimitFault(f"{self!r}: a batch holds at most 10,000 events")

    def row(self) -> dict[str, Any]:
        return {"n": self.n, "every": self.within}


def excludes(limit: Limit) -> bool:
    """Whether jobs under it take each other's place."""
    return isinstance(limit, Quiet | Batch) or getattr(limit, "on_excess", "wait") != "wait"


def _whole(limit: Limit, field: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_N:
        raise LimitFault(f"{limit!r}: {field} must be a whole number from 1 to {MAX_N:,}")


def _seconds(limit: Limit, field: str, value: float) -> None:
    if isinstance(value, bool) or not 0 < value <= 366 * 86_400:
        raise LimitFault(f"{limit!r}: {field} must be seconds, more than 0 and at most a year")


def _one_of(limit: Limit, field: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise LimitFault(f"{limit!r}: {field} must be one of {', '.join(known)}")
