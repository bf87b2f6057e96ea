"""These tests' pipelines run warm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.installed import Installed
from tests.e2e.warm.warm_pods import LIGHT, PIPELINE


@pytest.fixture(scope="module", autouse=True)
def warm(installed: Installed) -> Iterator[None]:
    for pipeline in (PIPELINE, LIGHT):
        installed.jobs("pipelines", "set", pipeline, "--runs", "warm", "--why", "this test")
    yield
    for pipeline in (PIPELINE, LIGHT):
        installed.jobs("pipelines", "clear", pipeline)
