"""The running server with a hook, on a database of the module's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.doors.bad_input_table import hooked
from tests.support.rows import Connection, Rows
from tests.support.serving import Served


@pytest.fixture(scope="module")
def _site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with hooked(database_url, tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def site(_site: Served) -> Served:
    """Without any event of an earlier test."""
    _site.execute("truncate jobs.event, jobs.rejected_event, jobs.breaker, jobs.tally cascade")
    _site.execute("update jobs.tally_mark set counted_to = '-infinity', last_job = %s", [f"{0:032x}"])
    return _site


@pytest.fixture
def rows(connection: Connection) -> Rows:
    """The database without a server, and without any event of an earlier test."""
    connection.execute("truncate jobs.event cascade")
    return Rows(connection)
