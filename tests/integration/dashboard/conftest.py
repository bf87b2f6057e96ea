"""A dashboard per test module on a database of its own, and a real browser where the machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.dashboard.browsing import Visit, browser_of, visiting
from tests.support.serving import Served, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def module_site(database_url: str, home: Path) -> Iterator[Served]:
    with serving(database_url, home, argo_url="https://argo.example") as site:
        yield site


@pytest.fixture
def site(module_site: Served) -> Served:
    """The dashboard on an empty database."""
    module_site.execute("truncate jobs.event, jobs.rejected_event, jobs.breaker cascade")
    return module_site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser per module: its driver keeps an event loop in this thread, which other tests could not bear."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with browser_of(CHROMIUM) as browser:
        yield browser


@pytest.fixture
def visit(browser: Any, site: Served) -> Iterator[Visit]:
    """A tab on the dashboard. Whatever the browser complains about fails the test."""
    with visiting(browser, site.url) as visit:
        yield visit
