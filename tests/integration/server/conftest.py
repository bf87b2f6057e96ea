"""The server on the test module's own database, with clients and tokens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.operations.audit.origin import this_user
from pipelines.operations.tokens import Scope, make_token
from tests.support.serving import Served, serving

Start = Callable[..., Served]


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a server with these control settings (and `settings`, a dict of the others)."""
    with ExitStack() as stack:

        def started(**given: Any) -> Served:
            return stack.enter_context(serving(database_url, tmp_path, **given))

        yield started


@pytest.fixture(scope="module")
def _api(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(database_url, tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def api(_api: Served) -> Served:
    """The server as `bgjobs dev` runs it, on an empty database."""
    _api.execute("truncate jobs.event, jobs.rejected_event, jobs.token cascade")
    return _api


@pytest.fixture
def token(database_url: str) -> Callable[..., str]:
    """Makes a token with these scopes."""

    def made(*scopes: Scope, **known: Any) -> str:
        with psycopg.connect(database_url, autocommit=True) as connection:
            name = f"t{time.monotonic_ns()}"
            return make_token(connection, name, list(scopes), origin=this_user(), **known)[0]

    return made
