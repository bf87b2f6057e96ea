"""What the recorder reads and remembers in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from pydantic import ValidationError

from pipelines.control.recorder.record_room import RECORD_BYTES
from pipelines.control.recorder.record_selection import Ended
from pipelines.control.recorder.recorded_job import RecordedJob
from steps.core.models import Model
from steps.core.postgres.sql import load

QUERIES = load("recorder.sql", "pipelines.control.recorder")
MOST_ENDED, MOST_LIVE, MOST_BEHIND, MOST_EXPIRED = 2000, 200, 200, 10_000
Connection = psycopg.AsyncConnection[Any]
Key = tuple[UUID, int]  # a job and its generation


class Behind(Model):
    """A record of a job at work that is not at work there any more. `lost`: nothing can be shown of it."""

    job_id: UUID
    generation: int
    workflow: str
    lost: bool

    @property
    def key(self) -> Key:
        return self.job_id, self.generation


@dataclass(frozen=True)
class Look:
    """What there is to record. `ended` is the newest first; `cut`: there are more."""

    ended: list[Ended]
    live: list[Key]
    behind: list[Behind]

    @property
    def cut(self) -> bool:
        return len(self.ended) >= MOST_ENDED

    @property
    def empty(self) -> bool:
        return not (self.ended or self.live or self.behind)


@dataclass(frozen=True)
class Kept:
    """A record that was written. `seconds`: until it expires; None while its job is at work."""

    job: RecordedJob
    bytes: int
    seconds: int | None


async def look(work: Connection) -> Look:
    """What is not recorded as it is. Errors: psycopg's own, as of all here."""
    async with work.cursor(row_factory=class_row(Behind)) as cursor:
        behind = await (await cursor.execute(QUERIES["behind"], {"most": MOST_BEHIND})).fetchall()
    async with work.cursor(row_factory=class_row(Ended)) as cursor:
        ended = await (await cursor.execute(QUERIES["ended"], {"most": MOST_ENDED})).fetchall()
    live = await (await work.execute(QUERIES["live"], {"most": MOST_LIVE})).fetchall()
    return Look(ended, [(job_id, generation) for job_id, generation in live], behind)


async def read_jobs(work: Connection, keys: Sequence[Key]) -> tuple[list[RecordedJob], list[Key]]:
    """The jobs as they are now, and those that nobody can read."""
    found, unreadable = [], []
    rows = await (await work.execute(QUERIES["jobs"], _arrays(keys))).fetchall()
    for job_id, generation, text in rows:
        try:
            found.append(RecordedJob.model_validate_json(text))
        except ValidationError:
            unreadable.append((job_id, generation))
    return found, unreadable


async def names_of(work: Connection, keys: Sequence[Key]) -> list[str]:
    """The Workflows that were written of these."""
    return [name for (name,) in await (await work.execute(QUERIES["names"], _arrays(keys))).fetchall()]


async def bytes_used(work: Connection) -> int:
    """What the records take that may still be there."""
    row = await (await work.execute(QUERIES["used"])).fetchone()
    return int(row[0]) if row else 0


async def intend(work: Connection, jobs: Sequence[RecordedJob]) -> None:
    """These are about to be shown as at work."""
    if jobs:
        names = [job.workflow for job in jobs]
        told = {**_arrays([job.key for job in jobs]), "workflows": names, "bytes": RECORD_BYTES}
        await work.execute(QUERIES["intend"], told)


async def remember(work: Connection, kept: Sequence[Kept]) -> None:
    """Keep and count what was written."""
    if kept:
        told = {
            "ids": [one.job.id for one in kept],
            "generations": [one.job.generation for one in kept],
            "workflows": [one.job.workflow for one in kept],
            "versions": [one.job.version for one in kept],
            "bytes": [one.bytes for one in kept],
            "seconds": [one.seconds for one in kept],
            "pipelines": [one.job.pipeline for one in kept],
        }
        await work.execute(QUERIES["remember"], told)


async def leave_out(work: Connection, keys: Sequence[Key]) -> None:
    """Decide that these are not recorded, and count them."""
    if keys:
        await work.execute(QUERIES["leave_out"], _arrays(keys))


async def move_mark(work: Connection, seen: Look, wait: datetime | None) -> None:
    """What ended before the longest waiting job is decided; of more than was looked at, what ended earlier."""
    if seen.cut:
        before = seen.ended[-1].finished_at
        await work.execute(QUERIES["leave_out_before"], {"before": before})
        wait = max(before, wait) if wait else before
    await work.execute(QUERIES["move_mark"], {"to": wait})


async def forget(work: Connection, key: Key) -> None:
    """The Workflow of this generation is not there."""
    await work.execute(QUERIES["forget"], {"id": key[0], "generation": key[1]})


async def expire(work: Connection, key: Key) -> None:
    """What was shown of this generation has ended."""
    await work.execute(QUERIES["expire"], {"id": key[0], "generation": key[1]})


async def expired(work: Connection, seconds: float) -> list[tuple[Key, str]]:
    """Workflows that expired so long ago, and what was left out and is decided: keys and names, the earliest first."""
    told = {"seconds": seconds, "most": MOST_EXPIRED}
    rows = await (await work.execute(QUERIES["expired"], told)).fetchall()
    return [((job_id, generation), workflow) for job_id, generation, workflow in rows]


async def forget_expired(work: Connection, keys: Sequence[Key]) -> None:
    """They take no room any more."""
    await work.execute(QUERIES["forget_expired"], _arrays(keys))


def _arrays(keys: Sequence[Key]) -> dict[str, Any]:
    return {"ids": [key[0] for key in keys], "generations": [key[1] for key in keys]}
