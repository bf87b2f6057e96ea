"""A database in which two pipelines run in different places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg.types.json import Jsonb

from tests.integration.limits.conftest import Limited, alone
from tests.support.rows import Row
from tests.support.serving import serving

WARM, PODS = "news-analyzer", "invoice-processor"
TAKES_WARM: dict[str, Any] = {"serves": ["warm"]}
TAKES_PODS: dict[str, Any] = {"serves": ["pods", "pod"]}


class Places(Limited):
    """News runs warm, invoices in pods."""

    def set_runs(self, pipeline: str, runs: str) -> None:
        told = {"runs": runs, "who": "test", "why": "a test", "origin": {"actor": "test", "door": "cli"}}
        self.execute("select jobs.set_runs(%s, %s)", [pipeline, Jsonb(told)])

    def adopt(self, owner: int, **options: Any) -> list[Row]:
        return self.select("select * from jobs.adopt(%s, 'warm', 10, %s)", owner, Jsonb(options))

    def takes(self, places: int = 50, owner: int = 1, executor: str = "warm", **options: Any) -> list[str]:
        return [row["id"] for row in self.claim(places, owner, executor, **options)]


@pytest.fixture
def places(server_url: str) -> Iterator[Places]:
    with alone(server_url, Places) as found:
        found.set_runs(WARM, "warm")
        yield found


@pytest.fixture
def place_api(places: Places, tmp_path: Path) -> Iterator[httpx.Client]:
    """A server on the same database."""
    with serving(places.url, tmp_path) as served:
        yield served.client
