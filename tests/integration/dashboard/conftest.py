"""A dashboard per test module on a database of its own, and a real browser where the machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from pipelines.core.settings import ControlSettings
from pipelines.server.app import create_app
from steps.core.settings import Settings
from tests.integration.dashboard.browsing import Visit, browser_of, visiting
from tests.integration.dashboard.site import Site, running
from tests.support.waiting import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def module_site(database_url: str, home: Path) -> Iterator[Site]:
    settings = Settings(database_url=SecretStr(database_url), home=home)
    with (
        running(create_app(settings, ControlSettings(argo_url="https://argo.example"))) as url,
        httpx.Client(base_url=url, timeout=PATIENCE) as client,
        psycopg.connect(database_url, autocommit=True) as connection,
    ):
        yield Site(url, client, connection)


@pytest.fixture
def site(module_site: Site) -> Site:
    """The dashboard on an empty database."""
    module_site.connection.execute("truncate jobs.event, jobs.rejected_event, jobs.breaker cascade")
    return module_site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser per module: its driver keeps an event loop in this thread, which other tests could not bear."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with browser_of(CHROMIUM) as browser:
        yield browser


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Visit]:
    """A tab on the dashboard. Whatever the browser complains about fails the test."""
    with visiting(browser, site.url) as visit:
        yield visit
