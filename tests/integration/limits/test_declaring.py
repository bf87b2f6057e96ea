"""The limits of the code reach the database once, and a second time only where they changed."""

from __future__ import annotations

import pytest

from pipelines.core.limits import Concurrent, Rate
from pipelines.core.pipeline import Pipeline
from pipelines.operations.gates.declaring import declare
from steps.core.errors import ConfigurationError
from tests.integration.limits.conftest import Limited


def news(*limits: Concurrent | Rate) -> list[Pipeline]:
    return [Pipeline("news-analyzer", "process-news-analyzer", 120, limits=limits)]


def test_what_is_declared_already_is_only_read(limited: Limited) -> None:
    declare(limited.connection, news(Concurrent(2, per="tenant"), Rate(5, every=60, name="calls")))
    assert limited.value("select limits from jobs.pipeline where name = 'news-analyzer'") == [
        "tenant",
        "calls",
    ]
    limited.execute("set default_transaction_read_only = on")
    declare(limited.connection, news(Concurrent(2, per="tenant"), Rate(5, every=60, name="calls")))
    limited.execute("set default_transaction_read_only = off")
    declare(limited.connection, news(Concurrent(3, per="tenant")))
    assert limited.select("select name, n from jobs.declared_limit") == [{"name": "tenant", "n": 3}]


def test_limits_that_do_not_fit_are_refused_before_anything_is_written(limited: Limited) -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'source'"):
        declare(limited.connection, news(Concurrent(2, per="sourc")))
    assert limited.value("select count(*) from jobs.declared_limit") == 0
