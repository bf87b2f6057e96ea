"""Databases to export from, and one call that runs the step and opens the zip it made."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.samples.shop.sample import load_shop
from steps import process_gdpr_exporter
from steps.core.context import Context
from steps.core.settings import Settings
from tests.integration.gdpr.exported import Exported
from tests.support import databases
from tests.support.attempt import context_of

SHOP_MAP = Path(__file__).parents[3] / "pipelines" / "samples" / "shop" / "data_map.yaml"
MARA = "48213"


@pytest.fixture
def new_database(server_url: str) -> Iterator[Callable[..., str]]:
    """Makes databases that are dropped after the test; `template` is one to copy."""
    with ExitStack() as stack:

        def create(template: str = "template1") -> str:
            return stack.enter_context(databases.new_database(server_url, template))

        yield create


@pytest.fixture
def sample_url(server_url: str) -> str:
    """The sample shop, for tests that only read."""
    return load_shop(server_url)


@pytest.fixture
def shop_url(sample_url: str, new_database: Callable[..., str]) -> str:
    """A shop of this test's own."""
    return new_database("shop")


@pytest.fixture
def new_context(connection: psycopg.Connection[Any], tmp_path: Path) -> Callable[..., Context]:
    def make(url: str, data_map: Path = SHOP_MAP, job_id: str | None = None, **changes: Any) -> Context:
        settings = Settings(home=tmp_path, gdpr_database_url=SecretStr(url), gdpr_data_map=data_map)
        return context_of(
            "gdpr-exporter",
            job_id=job_id or str(uuid.uuid4()),
            seconds=120,
            settings=settings.model_copy(update=changes),
            connection=connection,
        )

    return make


@pytest.fixture
def export(new_context: Callable[..., Context], tmp_path: Path) -> Callable[..., Exported]:
    """Exports a subject; `data_map` may be YAML text."""

    def run(url: str, subject: str = MARA, data_map: str | Path = SHOP_MAP, **options: Any) -> Exported:
        if isinstance(data_map, str):
            path = tmp_path / "map.yaml"
            path.write_text(data_map, encoding="utf-8")
            data_map = path
        context = new_context(url, data_map, **options)
        request = process_gdpr_exporter.Input(
            subject_id=subject, requested_by="the person", verified_how="login"
        )
        output = process_gdpr_exporter.run(request, context)
        stored = context.storage.read(output.artifacts["export"], limit=10**9)
        return Exported(output, zipfile.ZipFile(io.BytesIO(stored)), context)

    return run


@pytest.fixture
def database(new_database: Callable[..., str]) -> Callable[[LiteralString], str]:
    """Makes a database by these statements."""

    def make(statements: LiteralString) -> str:
        url = new_database()
        with psycopg.connect(url) as connection:
            connection.execute(statements)
        return url

    return make
