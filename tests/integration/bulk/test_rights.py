"""The control plane's own role, which is not the owner's, can do all of it, and still cannot write the audit."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from pipelines.operations.bulk.erasing import Person, begin_erasure, find_receipt
from pipelines.operations.bulk.freezing import Wanted, freeze
from pipelines.operations.bulk.operation import steer
from pipelines.operations.bulk.states import Kind, Steer
from tests.integration.bulk.conftest import ANA, Bulk
from tests.support.rows import Connection


@pytest.fixture
def server(bulk: Bulk, another: Callable[[], Connection]) -> Bulk:
    connection = another()
    connection.execute("set role jobs_server")
    return Bulk(connection, bulk.url, bulk.storage)


def test_the_servers_role_reruns_cancels_undoes_deletes_and_erases(bulk: Bulk, server: Bulk) -> None:
    for _ in range(2):
        bulk.failed({"options": {"tenant": "acme"}})
    bulk.execute("update jobs.job set workflow_ended_at = now()")
    rerun = server.work(freeze(server.connection, Wanted(kind=Kind.RERUN, where="status=failed"), ANA))
    assert rerun.done == 2
    steer(server.connection, rerun.id, Steer.UNDO, ANA)
    assert server.work(rerun.id).undone == 2
    bulk.enqueue()
    assert (
        server.work(freeze(server.connection, Wanted(kind=Kind.CANCEL, where="status=queued"), ANA)).done == 1
    )
    bulk.counted()
    assert server.work(begin_erasure(server.connection, Person("acme", "tenant"), ANA, None)).done == 4
    assert server.work(freeze(server.connection, Wanted(kind=Kind.DELETE, where="", all=True), ANA)).done == 5
    assert find_receipt(server.connection, rerun.id) is None
    assert bulk.value("select count(*) from jobs.job") == 0


def test_nobody_changes_the_audit_by_saying_that_it_erases(bulk: Bulk, server: Bulk) -> None:
    bulk.failed()
    bulk.work(bulk.freeze())
    server.execute("set jobs.erasing = 'on'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        server.execute("update jobs.audit set details = '{}'")
