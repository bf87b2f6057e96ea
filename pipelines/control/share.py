"""What a dispatcher takes of the queue, and what it says of itself, as jobs.claim and jobs.adopt are told."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any
from uuid import UUID

from pipelines.core.pipeline import Runs


@dataclass(frozen=True)
class Share:
    """Jobs of pipelines that run in one of these ways; of those, where some are named, these alone."""

    serves: tuple[Runs, ...]
    pipelines: tuple[str, ...] | None = None


def taken_of(share: Share | None) -> dict[str, Any]:
    """As jobs.served reads it. Without a share a dispatcher takes everything."""
    return {} if share is None else asdict(share)


def claim_options(
    share: Share | None, budgets: Mapping[str, float], only_job: UUID | None, live_limit: int | None
) -> dict[str, Any]:
    """Of jobs.claim and jobs.adopt."""
    return {
        "only_job": str(only_job) if only_job else None,
        "live_limit": live_limit,
        "budgets": dict(budgets),
        **taken_of(share),
    }


def about(share: Share | None, executor: str, places: int) -> dict[str, Any]:
    """What everybody may know of this process."""
    return {
        "executor": executor,
        "places": places,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "version": version("background-jobs"),
        **taken_of(share),
    }
