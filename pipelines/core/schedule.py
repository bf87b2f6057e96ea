"""A schedule as the code declares it: what is sent by the clock, without anybody asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.core.pipeline import HOUR


@dataclass(frozen=True)
class Schedule:
    """One line of `SCHEDULES`. Either `cron`, five fields by the clock of the zone `tz`, or `every` in true seconds.

    `data`: of the pipeline's event. `jitter`: a planned time is due up to so many seconds later. `catch_up`: seconds
    after which a planned time that was not sent is missed; of those that are late, the newest `at_most` are sent.
    """

    name: str
    pipeline: str
    data: Mapping[str, Any]
    cron: str | None = None
    every: int | None = None
    tz: str = "UTC"
    jitter: int = 0
    catch_up: int = HOUR
    at_most: int = 1
    priority: int = 0
    tenant: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
