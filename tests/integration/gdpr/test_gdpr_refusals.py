"""Requests and set-ups that cannot work end at once, with a code, and say nothing of anybody."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import conninfo

from steps import process_gdpr_exporter
from steps.core.context import Context
from steps.core.errors import ConfigurationError, ExitCode, PermanentError, StepError, TemporaryError
from tests.integration.gdpr.conftest import MARA
from tests.integration.gdpr.exported import Exported

Export = Callable[..., Exported]


@pytest.mark.parametrize(
    "subject",
    [
        "1",
        "-48213",
        "48213.0",
        "9" * 30,
        "mara",
        "48213; drop table customers",
        "' or true --",
        "٤٨٢١٣",
        "NaN",
        "4 8213",
    ],
)
def test_a_subject_that_does_not_exist(
    export: Export, sample_url: str, connection: psycopg.Connection[Any], subject: str, tmp_path: Path
) -> None:
    before = connection.execute("select count(*) from jobs.gdpr_export").fetchone()
    with pytest.raises(PermanentError) as refused:
        export(sample_url, subject)
    assert refused.value.code == "subject_not_found"
    assert refused.value.exit_code == ExitCode.PERMANENT
    assert subject == "1" or subject not in refused.value.message
    assert connection.execute("select count(*) from jobs.gdpr_export").fetchone() == before
    assert not list(tmp_path.rglob("*.zip"))


def refusal(context: Context) -> StepError:
    request = process_gdpr_exporter.Input(subject_id=MARA, requested_by="x", verified_how="login")
    with pytest.raises(StepError) as refused:
        process_gdpr_exporter.run(request, context)
    return refused.value


@pytest.mark.parametrize(
    ("setting", "variable"),
    [("gdpr_database_url", "JOBS_GDPR_DATABASE_URL"), ("gdpr_data_map", "JOBS_GDPR_DATA_MAP")],
)
def test_a_missing_setting_is_named(
    new_context: Callable[..., Context], shop_url: str, setting: str, variable: str
) -> None:
    error = refusal(new_context(shop_url, **{setting: None}))
    assert isinstance(error, ConfigurationError)
    assert error.exit_code == ExitCode.CONFIGURATION
    assert variable in error.message


def test_a_map_that_is_not_there(new_context: Callable[..., Context], shop_url: str, tmp_path: Path) -> None:
    error = refusal(new_context(shop_url, tmp_path / "nowhere.yaml"))
    assert (error.code, error.exit_code) == ("data_map_missing", ExitCode.CONFIGURATION)


def test_a_database_that_does_not_answer(new_context: Callable[..., Context], tmp_path: Path) -> None:
    error = refusal(new_context(f"postgresql:///shop?host={tmp_path}&password=hunter2"))
    assert isinstance(error, TemporaryError)
    assert error.code == "database_unavailable"
    assert "hunter2" not in str(error)


@pytest.fixture
def reader_url(shop_url: str) -> str:
    """A role that may read everything in the shop, and nothing else."""
    with psycopg.connect(shop_url, autocommit=True) as shop:
        if not shop.execute("select from pg_roles where rolname = 'gdpr_reader'").rowcount:
            shop.execute("create role gdpr_reader login")
        for schema in ("public", "support", "audit"):
            shop.execute(f"grant usage on schema {schema} to gdpr_reader")
            shop.execute(f"grant select on all tables in schema {schema} to gdpr_reader")
    return conninfo.make_conninfo(shop_url, user="gdpr_reader")


def test_a_role_that_may_only_read_is_enough(export: Export, reader_url: str) -> None:
    assert export(reader_url).result.rows == 34


def test_a_table_the_role_may_not_read(
    new_context: Callable[..., Context], reader_url: str, shop_url: str
) -> None:
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute("revoke select on public.logins from gdpr_reader")
    error = refusal(new_context(reader_url))
    assert (error.code, error.exit_code) == ("gdpr_database_forbidden", ExitCode.CONFIGURATION)
    assert "permission denied for table logins" in error.message


def test_row_security_that_would_hide_rows_is_an_error_and_not_a_short_export(
    new_context: Callable[..., Context], reader_url: str, shop_url: str
) -> None:
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute("alter table public.orders enable row level security")
        shop.execute("create policy few on public.orders using (status = 'shipped')")
    error = refusal(new_context(reader_url))
    assert (error.code, error.exit_code) == ("gdpr_database_forbidden", ExitCode.CONFIGURATION)
    assert "orders" in error.message


def test_a_locked_table_is_not_waited_for_beyond_the_steps_time(
    new_context: Callable[..., Context], shop_url: str
) -> None:
    error, _ = refused_over_a_lock(new_context(shop_url), shop_url)
    assert (error.code, error.exit_code) == ("database_unavailable", ExitCode.TEMPORARY)


@pytest.mark.speed
def test_a_locked_table_is_waited_for_less_than_4_seconds_without_time(
    new_context: Callable[..., Context], shop_url: str
) -> None:
    assert refused_over_a_lock(new_context(shop_url), shop_url)[1] < 4


def refused_over_a_lock(context: Context, shop_url: str) -> tuple[StepError, float]:
    """What a step without time says while somebody holds a table, and after how many seconds."""
    context.deadline = time.monotonic()
    with psycopg.connect(shop_url) as other:
        other.execute("lock table public.orders in access exclusive mode")
        error = refusal(context)
    return error, time.monotonic() - context.deadline
