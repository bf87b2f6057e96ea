"""Erase a person's data: of a tenant, of a tag, or wherever a text stands. The text itself is kept nowhere.

When the selection is frozen, jobs at work are cancelled and rows that belong to no job are erased; the jobs follow one
after the other, files first. The receipt counts what was erased.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.operations.audit.origin import Origin
from pipelines.operations.bulk.states import ERASE
from pipelines.operations.bulk.terms import quoted
from steps.core.errors import ConfigurationError, PermanentError
from steps.core.models import Model
from steps.core.postgres.loading import StoredObject
from steps.core.postgres.sql import load
from steps.core.storage.storage import Storage

QUERIES = load("erasure.sql", "pipelines.operations.bulk")
SHORTEST = 4  # characters of a text that is looked for everywhere
AT_ONCE = 20  # jobs in a transaction
WAIT_SECONDS = 1.0  # until a job that was cancelled just now is looked at again
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Person:
    """Whose data is meant: all that was sent for a `tenant`, or with the tag `tag`, or that names a text. `field`: the
    word that stands before `value` where rows of no job name it; empty for a text."""

    value: str
    field: str = ""
    tag: str | None = None

    @property
    def needles(self) -> list[str]:
        """What to look for: a text also as JSON writes it, a tenant or tag as payloads and selections name it."""
        written = [json.dumps(self.value), json.dumps(self.value, ensure_ascii=False)]
        if self.field:
            return sorted({*written, f"={quoted(self.value)}", f",{quoted(self.value)}"})
        return sorted({self.value, *(text[1:-1] for text in written)})

    @property
    def how(self) -> str:
        return "match" if not self.field else "tenant" if self.tag is None else f"tag.{self.tag}"

    @property
    def about(self) -> dict[str, Any]:
        """As the SQL functions take it."""
        return {"how": self.how, "value": self.value, "field": self.field, "needles": self.needles}


class Erasure(Model):
    """What an erasure would be for. `at_work`: jobs that are not final. `gathering_jobs`: those that only brought the
    person's events along with others', whose own event stays. `pauses`, `bounds` and `weights`: of keys that are the
    person's own, lifted with the key. `reasons`: of other pauses and bounds, which stay. `ids`: the first few jobs."""

    jobs: int
    at_work: int
    gathering_jobs: int
    events: int
    rejected_events: int
    pauses: int
    bounds: int
    weights: int
    reasons: int
    ids: list[str]


class Receipt(Model):
    """What was erased, when and by whom. `selection` names the text by its HMAC alone, under this installation's own
    secret (jobs.gdpr_subject_hash). `erased`: how many rows of each kind."""

    operation: str
    selection: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    actor: str | None
    why: str | None
    jobs: int
    done: int
    left_alone: int
    erased: StoredObject


def person_of(tenant: str | None, tag: str | None, match: str | None) -> Person:
    """Errors: PermanentError `invalid_erasure` unless exactly one of them is given and makes sense."""
    given = [one for one in (tenant, tag, match) if one is not None]
    if len(given) != 1:
        raise PermanentError("invalid_erasure", "tenant: give one of tenant, tag and match")
    if match is not None:
        if len(match.strip()) < SHORTEST:
            raise PermanentError(
                "invalid_erasure",
                f"match: needs {SHORTEST} characters or more, as it is looked for everywhere",
            )
        return Person(match.strip())
    if tenant is not None:
        if not tenant:
            raise PermanentError("invalid_erasure", "tenant: must have 1 to 200 characters")
        return Person(tenant, "tenant")
    name, _, value = (tag or "").partition("=")
    if not name or not value:
        raise PermanentError("invalid_erasure", "tag: must be NAME=VALUE, such as person=4711")
    return Person(value, name, name)


def preview_erasure(connection: Connection, person: Person) -> Erasure:
    """What would be erased; nothing is changed."""
    with connection.transaction():
        events, found, params = _selected(connection, person)
        jobs, at_work, gathering, ids = _row(connection, found + "\n" + QUERIES["counted"], params)
        (rejected,) = _row(connection, QUERIES["rejected"], person.about)
        limits = _row(connection, QUERIES["limits"], {"about": Jsonb(person.about)})
    lifted = dict(zip(("pauses", "bounds", "weights", "reasons"), limits, strict=True))
    return Erasure(
        jobs=jobs, at_work=at_work, gathering_jobs=gathering, events=len(events), rejected_events=rejected,
        ids=ids or [], **lifted,
    )  # fmt: skip


def begin_erasure(connection: Connection, person: Person, origin: Origin, why: str | None) -> str:
    """The id of the operation. Errors: PermanentError `invalid_erasure` where the reason names the person."""
    if why and person.value.lower() in why.lower():
        raise PermanentError("invalid_erasure", "why: holds the text itself, which would stay in the audit")
    with connection.transaction():
        hashed = _row(connection, QUERIES["hash"], {"value": person.value})[0]
        events, selected, params = _selected(connection, person)
        about = {
            "kind": ERASE, "selection": f"{person.how}=hmac:{hashed}", "why": why or None,
            "origin": origin.model_dump(exclude_none=True),
        }  # fmt: skip
        opened = str(_row(connection, QUERIES["open"], {"about": Jsonb(about)})[0])
        query = selected + "\n" + QUERIES["freeze"]
        (gathering,) = _row(connection, query, {**params, "opened": opened})
        mentions = {**person.about, "events": events, "gathering": gathering}
        connection.execute(QUERIES["erase_mentions"], {"opened": opened, "about": Jsonb(mentions)})
        connection.execute(QUERIES["seal"], {"opened": opened})
        connection.execute(QUERIES["end_empty"], {"opened": opened})
    return opened


def erase_next(connection: Connection, storage: Storage, operation_id: str) -> float | None:
    """One small transaction: files first, rows last, so what is interrupted is done again. Answers as `work_on`."""
    with connection.transaction():
        items = []
        found = connection.execute(QUERIES["next_erasures"], {"id": operation_id, "most": AT_ONCE}).fetchall()
        for number, job_id, why_not, uris, export in found:
            files = 0
            if why_not is None:
                try:
                    files = _erase_files(storage, job_id, uris, export)
                except ConfigurationError:
                    raise
                except PermanentError as error:
                    why_not = error.code
            items.append({"number": number, "why_not": why_not, "files": files, "uris": uris})
        if not items:
            return WAIT_SECONDS
        row = connection.execute(
            QUERIES["erase_items"], {"id": operation_id, "items": Jsonb(items)}
        ).fetchone()
    return None if row is None else row[0]


def find_receipt(connection: Connection, operation_id: str) -> Receipt | None:
    """None where there is no such erasure."""
    with connection.cursor(row_factory=class_row(Receipt)) as cursor:
        return cursor.execute(QUERIES["receipt"], {"id": operation_id}).fetchone()


def _selected(connection: Connection, person: Person) -> tuple[list[str], LiteralString, dict[str, Any]]:
    """The events, the beginning of a query that has found the jobs, and its parameters."""
    known: dict[str, Any] = {"value": person.value, "tag": person.tag, "needles": person.needles}
    which = "mentioned_event" if not person.field else "by_tenant" if person.tag is None else "by_tag"
    query = QUERIES["events"] + "\n" + QUERIES[which]
    events = [row[0] for row in connection.execute(query, known, prepare=False).fetchall()]
    condition = QUERIES["jobs_of_events" if person.field else "mentioned_job"]
    found = QUERIES["found"] + "\n" + condition + "\n" + QUERIES["with_gathering"]
    return events, found, {"events": events, "needles": person.needles}


def _erase_files(storage: Storage, job_id: str, uris: list[str], export: str | None) -> int:
    """How many files were deleted by name; what lies in the job's own folder goes as a whole. A file outside of the
    storage is none of ours. Errors: those of `Storage`."""
    count = 0
    for uri in [*uris, *([storage.uri(export)] if export else [])]:
        try:
            if storage.exists(uri):
                storage.delete(uri)
                count += 1
        except PermanentError as error:
            if error.code != "document_outside_storage":
                raise
    storage.delete_folder(f"jobs/{job_id}")
    return count


def _row(connection: Connection, query: LiteralString, params: dict[str, Any]) -> Any:
    row = connection.execute(query, params, prepare=False).fetchone()
    assert row is not None  # noqa: S101  each of these gives a row
    return row
