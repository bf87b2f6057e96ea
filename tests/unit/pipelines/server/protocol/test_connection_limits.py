"""The bounds leave room for what must always be answered."""

from __future__ import annotations

import resource

import pytest

from pipelines.server.live.places import STREAMS
from pipelines.server.protocol.connection_limits import CONNECTIONS, Limits, limits_of_this_process


@pytest.mark.parametrize(
    ("files", "connections"), [(-1, CONNECTIONS), (1024, 512), (1 << 20, CONNECTIONS), (100, 50)]
)
def test_connections_take_half_of_the_files_at_the_most(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, -1))
    assert limits_of_this_process().connections == connections


def test_streams_leave_room_for_requests_and_requests_for_health() -> None:
    assert Limits(connections=512).requests > STREAMS
    assert Limits().requests < Limits().connections
