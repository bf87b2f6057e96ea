"""`bgjobs gdpr` on a live database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from pipelines.commands.gdpr import app
from steps.core.errors import ConfigurationError
from steps.gdpr.data_map.yaml_file import parse_map
from tests.integration.gdpr.conftest import SHOP_MAP
from tests.integration.gdpr.exported import Exported

run = CliRunner().invoke


@pytest.fixture
def environment(shop_url: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_GDPR_DATABASE_URL", shop_url)
    monkeypatch.setenv("JOBS_GDPR_DATA_MAP", str(SHOP_MAP))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("JOBS_HOME", str(tmp_path))


@pytest.mark.usefixtures("environment")
def test_check_agrees_and_then_names_what_is_new(shop_url: str) -> None:
    good = run(app, ["check"])
    assert (good.exit_code, good.output) == (0, "15 exported tables agree with the database\n")
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute("alter table reviews add photo bytea")
    bad = run(app, ["check"])
    assert bad.exit_code == 1
    assert bad.output == "public.reviews.photo (bytea) is in the database but not in the data map\n"


@pytest.mark.usefixtures("environment")
def test_propose_writes_a_draft_that_check_calls_unreviewed(tmp_path: Path) -> None:
    out = tmp_path / "draft.yaml"
    assert run(app, ["propose", "--subject", "public.customers", "--out", str(out)]).exit_code == 0
    assert parse_map(out.read_text()).reviewed is None
    checked = run(app, ["check", "--map", str(out)])
    assert (checked.exit_code, checked.output) == (
        1,
        "nobody has reviewed the data map: fill in `reviewed`\n",
    )
    again = run(app, ["propose", "--subject", "public.customers", "--out", str(out)])
    assert again.exit_code == 2
    printed = run(
        app, ["propose", "--subject", "public.customers", "--ignore", "audit", "--ignore", "support"]
    )
    draft = parse_map(printed.stdout)
    assert set(draft.ignored_schemas) == {"audit", "support"}
    assert {table.schema for table in draft.tables} == {"public"}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("subject", ["customers", "public.nobody", "public.orders"])
def test_propose_needs_a_subject_table_with_a_key(subject: str) -> None:
    result = run(app, ["propose", "--subject", subject])
    assert result.exit_code != 0
    assert result.exit_code == 2 or isinstance(result.exception, ConfigurationError)


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JOBS_GDPR_DATABASE_URL", "JOBS_GDPR_DATA_MAP"):
        monkeypatch.delenv(name, raising=False)
    for command, variable in (
        (["propose", "--subject", "a.b"], "JOBS_GDPR_DATABASE_URL"),
        (["check"], "JOBS_GDPR_DATA_MAP"),
    ):
        error = run(app, command).exception
        assert isinstance(error, ConfigurationError)
        assert variable in error.message


@pytest.mark.usefixtures("environment")
def test_purge_deletes_what_is_over(
    export: Callable[..., Exported], shop_url: str, connection: psycopg.Connection[Any]
) -> None:
    exported = export(shop_url)
    connection.execute(
        "update jobs.gdpr_export set expires_at = %s", [datetime.now(UTC) - timedelta(seconds=1)]
    )
    assert run(app, ["purge"]).output == "deleted 1 expired exports\n"
    assert run(app, ["purge"]).output == "deleted 0 expired exports\n"
    assert not exported.context.storage.exists(exported.output.artifacts["export"])
