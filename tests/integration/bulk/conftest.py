"""Operations on an empty schema, with workers that live as long as a test wants."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.control.bulk_worker import BulkWorker
from pipelines.core.supervision.pulse import Pulse
from pipelines.operations.audit.origin import Origin
from pipelines.operations.bulk.freezing import Wanted, freeze
from pipelines.operations.bulk.operation import OperationView, find_operation
from steps.core.postgres.connect import connect_to
from steps.core.storage.storage import Storage
from tests.integration.limits.conftest import Limited
from tests.support.databases import new_database
from tests.support.rows import Connection, Rows
from tests.support.waiting import PATIENCE

ANA = Origin(door="api", actor="token ana", address="192.0.2.7")


class Bulk(Rows):
    """The rows, a storage, and what people and workers do to operations."""

    def __init__(self, connection: Connection, url: str, storage: Storage) -> None:
        super().__init__(connection)
        self.url, self.storage = url, storage

    def freeze(self, kind: str = "rerun", where: str = "status=failed", **more: Any) -> str:
        return freeze(self.connection, Wanted(kind=kind, where=where, **more), ANA)

    def operation(self, operation_id: str) -> OperationView:
        found = find_operation(self.connection, operation_id)
        assert found is not None
        return found

    def worker(self, connection: Connection | None = None) -> BulkWorker:
        return BulkWorker(connection or self.connection, self.storage)

    def work(self, operation_id: str) -> OperationView:
        """Until the operation has ended."""
        worker, pulse, end = self.worker(), Pulse("bulk_worker", 60), time.monotonic() + 2 * PATIENCE
        while not (found := self.operation(operation_id)).ended:
            assert time.monotonic() < end, found
            time.sleep(min(worker.turn(pulse), 0.1))
        return found

    def counted(self) -> None:
        """What ended is old enough for a deletion at once."""
        self.execute(
            "update jobs.job set finished_at = finished_at - interval '1 minute' where finished_at is not null"
        )

    def items(self, operation_id: str) -> list[tuple[str, str | None]]:
        query = "select state, reason from jobs.operation_item where operation = %s order by number"
        return self.execute(query, [operation_id]).fetchall()


@pytest.fixture
def bulk(database_url: str, tmp_path: Path) -> Iterator[Bulk]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("alter table jobs.audit disable trigger user")
        connection.execute("truncate jobs.event, jobs.operation, jobs.audit, jobs.gdpr_export cascade")
        connection.execute("alter table jobs.audit enable trigger user")
        yield Bulk(connection, database_url, Storage(tmp_path.as_uri()))


class LimitedBulk(Bulk, Limited):
    """Where a test declares limits."""


@pytest.fixture
def limited(server_url: str, tmp_path: Path) -> Iterator[LimitedBulk]:
    """On a database of the test's own."""
    with (
        new_database(server_url, "template_jobs") as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        yield LimitedBulk(connection, url, Storage(tmp_path.as_uri()))


@pytest.fixture
def another(database_url: str) -> Iterator[Callable[[], Connection]]:
    """Opens further connections, as other workers have them."""
    opened: list[Connection] = []

    def connection() -> Connection:
        opened.append(connect_to(database_url, "bulk"))
        return opened[-1]

    yield connection
    for one in opened:
        one.close()
