"""Exports are deleted when their time is over: once, even what a killed attempt left, whatever storage does."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from steps.core.errors import PermanentError, TemporaryError
from steps.core.models import DocumentRef
from steps.core.storage.storage import Storage
from steps.gdpr.expiry import purge_expired
from tests.integration.gdpr.exported import Exported

Connection = psycopg.Connection[Any]
SOON = timedelta(days=6, hours=23)
LATER = timedelta(days=7, minutes=1)


@pytest.fixture
def exported(export: Callable[..., Exported], sample_url: str, connection: Connection) -> Exported:
    connection.execute("delete from jobs.gdpr_export")
    return export(sample_url)


def state(connection: Connection, exported: Exported) -> tuple[Any, ...] | None:
    query = "select state, purged_at is not null from jobs.gdpr_export where request_id = %s"
    return connection.execute(query, [exported.context.job_id]).fetchone()


def test_an_export_is_deleted_after_its_time_and_not_before(
    exported: Exported, connection: Connection
) -> None:
    storage, reference, now = exported.context.storage, exported.output.artifacts["export"], datetime.now(UTC)
    assert purge_expired(connection, storage, now + SOON) == 0
    assert storage.exists(reference)
    assert purge_expired(connection, storage, now + LATER) == 1
    assert not storage.exists(reference)
    assert state(connection, exported) == ("purged", True)
    with pytest.raises(PermanentError) as gone:
        storage.open(reference)
    assert gone.value.code == "document_missing"
    query = "select event, actor from jobs.gdpr_export_event where request_id = %s order by id desc limit 1"
    assert connection.execute(query, [exported.context.job_id]).fetchone() == ("purged", "expiry")


def test_purging_again_does_nothing(exported: Exported, connection: Connection) -> None:
    later = datetime.now(UTC) + LATER
    assert [purge_expired(connection, exported.context.storage, later) for _ in range(3)] == [1, 0, 0]


def test_what_a_killed_attempt_left_is_deleted_too(exported: Exported, connection: Connection) -> None:
    connection.execute("update jobs.gdpr_export set state = 'building', sha256 = null")
    assert purge_expired(connection, exported.context.storage, datetime.now(UTC) + LATER) == 1
    assert not exported.context.storage.exists(exported.output.artifacts["export"])


def test_an_object_that_is_gone_already_counts_as_deleted(exported: Exported, connection: Connection) -> None:
    exported.context.storage.delete(exported.output.artifacts["export"])
    assert purge_expired(connection, exported.context.storage, datetime.now(UTC) + LATER) == 1


def test_storage_that_fails_for_one_export_does_not_keep_the_others(
    exported: Exported, export: Callable[..., Exported], sample_url: str, connection: Connection
) -> None:
    second = export(sample_url, job_id=str(uuid.uuid4()))

    class Failing(Storage):
        def delete(self, document: DocumentRef | str) -> None:
            if exported.context.job_id in str(document):
                raise TemporaryError("storage_unavailable", "storage did not answer")
            super().delete(document)

    storage = Failing(exported.context.settings.storage_url)
    assert purge_expired(connection, storage, datetime.now(UTC) + LATER) == 1
    assert state(connection, second) == ("purged", True)
    assert state(connection, exported) == ("ready", False)
    assert purge_expired(connection, exported.context.storage, datetime.now(UTC) + LATER) == 1


def test_two_at_once_delete_each_export_once(
    exported: Exported, connection: Connection, database_url: str
) -> None:
    later, counts = datetime.now(UTC) + LATER, []

    class Nosy(Storage):
        def delete(self, document: DocumentRef | str) -> None:
            with psycopg.connect(database_url, autocommit=True) as other:
                counts.append(purge_expired(other, exported.context.storage, later))
            super().delete(document)

    assert purge_expired(connection, Nosy(exported.context.settings.storage_url), later) == 1
    assert counts == [0]
