"""A database with limits on the trial pipeline, as the code of a pipeline would declare them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.databases import new_database
from tests.support.rows import JOB, Row, Rows


class Limited(Rows):
    """Rows of a pipeline whose limits a test declares. `url`: the database's."""

    url: str

    def declare(self, *limits: Row, pipeline: str = JOB, **known: Any) -> None:
        """`limits`: rows of jobs.declare_limits; `known`: fair_by, units, ageing and give_up_after of the pipeline."""
        told = {
            "limits": list(limits),
            "pipelines": {pipeline: {"limits": [limit["name"] for limit in limits], **known}},
        }
        self.execute("select jobs.declare_limits(%s)", [Jsonb(told)])

    def send(self, tenant: str | None = None, **options: Any) -> str:
        """A job of a tenant's."""
        tags = options.pop("tags", None)
        envelope = {"tenant": tenant, "tags": tags, **({"ts": options.pop("ts")} if "ts" in options else {})}
        told = {name: value for name, value in envelope.items() if value is not None}
        return self.enqueue(options=told, **options)

    def taken(self, places: int = 50) -> list[str]:
        """The jobs that one claim takes, in its order."""
        return [row["id"] for row in self.claim(places)]

    def of(self, job_id: str) -> tuple[str, str | None, str | None]:
        """Status, code of the error, and the job that took its place."""
        (row,) = self.select(
            "select status, error ->> 'code' as code, taken_by from jobs.job where id = %s", job_id
        )
        return row["status"], row["code"], row["taken_by"]

    def later(self, seconds: float) -> None:
        """All that the admission remembers, and all that waits, is so much older."""
        self.execute("update jobs.gate set tat = tat - make_interval(secs => %s)", [seconds])
        self.execute("update jobs.arrival set look_at = look_at - make_interval(secs => %s)", [seconds])
        self.execute(
            "update jobs.job set queued_at = queued_at - make_interval(secs => %(s)s),"
            " run_at = run_at - make_interval(secs => %(s)s), give_up_at = give_up_at - make_interval(secs => %(s)s)"
            " where status = 'queued'",
            {"s": seconds},
        )


@pytest.fixture
def limited(server_url: str) -> Iterator[Limited]:
    with alone(server_url, Limited) as found:
        yield found


L = TypeVar("L", bound=Limited)


@contextmanager
def alone(server_url: str, kind: type[L]) -> Iterator[L]:
    """On a database of the test's own: what an admission remembers would reach the next test."""
    with (
        new_database(server_url, "template_jobs") as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        found = kind(connection)
        found.url = url
        yield found


def concurrent(n: int, name: str = "tenant", path: list[str] | None = None, **known: Any) -> Row:
    return {"name": name, "kind": "concurrent", "n": n, "path": path, **known}
