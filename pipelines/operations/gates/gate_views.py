"""Limits as API, command line and pages tell them: the bound, who is at work, what waits, what people changed."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from steps.core.models import Model


class Change(Model):
    """What somebody set (`n`, for a rate also `every`) or paused, and until when; null: until it is taken back.

    `key`: of which key; null: of the limit as a whole.
    """

    key: str | None
    n: int | None
    every: float | None
    until: datetime | None
    who: str
    why: str
    at: datetime


class Declared(Model):
    """What the code says. Seconds: `every`, of a rate, or how long quiet or a batch waits; `at_most`."""

    n: int | None
    every: float | None
    burst: int | None
    at_most: float | None
    on_excess: str
    collect: bool


class Use(Model):
    """A limit without keys, one key, a pipeline, or all keys of a limit together.

    `n` is the bound in force, of a rate per `every` seconds; null: nothing bounds it. `room`: how much may begin now.
    `used`: units of the `at_work` jobs; `holders`: those that have been at work for the longest, at most 20.
    `waiting_more`: more may wait than were counted. `paused` may be a pause of the limit as a whole.
    """

    n: int | None = None
    every: float | None = None
    room: int | None = None
    used: int = 0
    at_work: int = 0
    holders: list[str] = []
    waiting: int = 0
    waiting_more: bool = False
    override: Change | None = None
    paused: Change | None = None


class KeyView(Use):
    """`gate` is how the key is named: `customer=42`."""

    gate: str
    key: str


class LimitView(Use):
    """`kind`: concurrent, rate, quiet or batch; `pipeline`, which is a gate of its own name; or `gone`, what no code
    declares any more and only a change speaks of. `per`: where the event holds the key; then `n` is each key's, and
    `used`, `waiting` and the rest are of all keys together."""

    name: str
    kind: str
    per: str | None
    declared: Declared | None
    pipelines: list[str] = Field(description="Which of them list it")
    keys_at_work: int = 0
    keys_changed: int = 0


class Limits(Model):
    """All limits, then the pipelines, each by name."""

    limits: list[LimitView]


class LimitDetail(Model):
    """A limit and a page of its keys: on the first, those at work or changed; on each, some of those that wait.

    A key that waits in several pipelines or priorities may come on more than one page. `next` is the `after` of the
    next page; null at the end.
    """

    limit: LimitView
    keys: list[KeyView]
    next: str | None
