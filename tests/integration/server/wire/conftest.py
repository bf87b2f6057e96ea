"""A server that is patient for a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.server.protocol.connection_limits import Limits
from tests.support.serving import Served, serving

SHORT = Limits(
    head_seconds=1, body_seconds=1, write_seconds=1, write_rate=1000, linger_seconds=1, keep_alive_seconds=1
)


@pytest.fixture(scope="module")
def short(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(database_url, tmp_path_factory.mktemp("home"), SHORT) as found:
        yield found
