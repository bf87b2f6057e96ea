"""Which jobs changed between two looks at them, and the message that tells browsers (server-sent events). Pure."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from steps.core.models import Model
from steps.core.status import StoredAttemptStatus, StoredJobStatus

REMEMBERED = 20_000
MOST = 200  # changes told one by one; above that a page had better ask again


class JobState(Model):
    """A job as it is now, with its latest attempt. `logged`: bytes of its log so far."""

    id: str
    pipeline: str
    status: StoredJobStatus
    finished_at: datetime | None
    step: str | None
    attempt: int | None
    state: StoredAttemptStatus | None
    done: int | None
    total: int | None
    logged: int | None


@dataclass
class ChangeTracker:
    """The last state sent of each job; the oldest entries are dropped first."""

    jobs: OrderedDict[str, JobState] = field(default_factory=OrderedDict)

    def changed(self, found: Iterable[JobState]) -> list[JobState]:
        news = [state for state in found if self.jobs.get(state.id) != state]
        for state in news:
            self.jobs[state.id] = state
            self.jobs.move_to_end(state.id)
        while len(self.jobs) > REMEMBERED:
            self.jobs.popitem(last=False)
        return news


def message(event: str, data: object) -> bytes:
    """One server-sent event (HTML Living Standard, 9.2)."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


HELLO = message("hello", {})
RELOAD = message("reload", {})


def news_of(states: list[JobState]) -> bytes:
    """The changes as one message: `jobs` with a list of them, or `reload` where there are too many."""
    if len(states) > MOST:
        return RELOAD
    return message("jobs", [state.model_dump(mode="json") for state in states])
