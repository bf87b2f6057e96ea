"""Short forms of jobs' ids: what lists show, what a person may type for 36 characters, and the job that is meant.

Our ids begin with their time and end at random, so a beginning alone is shared by what was sent together. The form that
is shown names both: `0199f3a1c4..d2ef07` is a range of 256 ms on the primary key, and of these the one that ends so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from steps.core.errors import PermanentError
from steps.core.postgres.sql import load

QUERIES = load("short_ids.sql", "pipelines.operations.ids")
BEGINNING, END, GAP = 10, 6, ".."  # of the form that is shown
CANDIDATES = 5  # told where more than one fits
WAY_OUT = "`bgjobs list` shows the jobs there are"
_WHOLE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PART = re.compile(r"[0-9a-f]{6,32}")
_BOTH = re.compile(r"([0-9a-f]{10,32})(?:\.{2,3}|…)([0-9a-f]{4,24})")


class IdPart(NamedTuple):
    """Ids from `first` to `last` that end with the hex digits `end`, which may be empty."""

    first: UUID
    last: UUID
    end: str = ""


class UnknownJob(PermanentError):
    """No job, or more than one, is called so; the message begins with the field. `candidates`: the ids of those, the
    newest first."""

    def __init__(self, code: str, field: str, sentence: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(code, f"{field}: {sentence}")
        self.candidates = candidates


def short_id(job_id: str) -> str:
    """`0199f3a1c4..d2ef07`; what is no id of ours stays as it is."""
    if not _WHOLE.fullmatch(job_id):
        return job_id
    digits = job_id.replace("-", "")
    return f"{digits[:BEGINNING]}{GAP}{digits[-END:]}"


def id_part(text: str) -> IdPart | None:
    """What a beginning of 6 digits or more means, or a beginning and an end as they are shown; dashes are left out or
    not. None for all else."""
    digits = text.strip().replace("-", "").lower()
    if found := _BOTH.fullmatch(digits):
        return _part(found[1], found[2])
    return _part(digits) if _PART.fullmatch(digits) else None


def id_end(text: str) -> str | None:
    """The hex digits of an end (6 or more), as it may be typed alone; else None."""
    digits = text.strip().replace("-", "").lower().lstrip(".…")
    return digits if _PART.fullmatch(digits) else None


def _part(beginning: str, end: str = "") -> IdPart:
    return IdPart(UUID(beginning.ljust(32, "0")), UUID(beginning.ljust(32, "f")), end)


def job_called(connection: psycopg.Connection[Any], text: str, field: str = "ID") -> str:
    """The id of the one job that is meant: by its id, the short form of a list, a beginning, or an end of 6 digits or
    more, which is looked for among the newest 1,000 jobs. Errors: UnknownJob."""
    part, end = id_part(text), id_end(text)
    if part is None and end is None:
        raise UnknownJob(
            "not_an_id",
            field,
            f"is no job's id, nor a beginning or an end of one (6 digits or more); {WAY_OUT}",
        )
    found = _ids_of(connection, part) if part else []
    if not found and end is not None:
        found = ids_ending(connection, end)
    if not found:
        raise UnknownJob("no_such_job", field, f"there is no such job here; {WAY_OUT}")
    if len(found) > 1:
        more = ", and more" if len(found) > CANDIDATES else ""
        told = ", ".join(found[:CANDIDATES])
        raise UnknownJob(
            "ambiguous_id", field, f"more than one job is called so: {told}{more}; give one of them", found
        )
    return found[0]


def ids_ending(connection: psycopg.Connection[Any], end: str, most: int = CANDIDATES + 1) -> list[str]:
    """Those of the newest 1,000 jobs whose ids end so, at most so many, newest first."""
    rows = connection.execute(QUERIES["job_ending"], {"end": end, "most": most}).fetchall()
    return [str(job_id) for (job_id,) in rows]


def _ids_of(connection: psycopg.Connection[Any], part: IdPart) -> list[str]:
    told = {**part._asdict(), "most": CANDIDATES + 1}
    return [str(job_id) for (job_id,) in connection.execute(QUERIES["job_between"], told).fetchall()]
