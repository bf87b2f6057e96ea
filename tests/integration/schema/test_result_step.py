"""The table of pipelines and the schema name the same step whose output is a job's result."""

from __future__ import annotations

from typing import Any

import psycopg

from pipelines import PIPELINES


def test_the_schema_reads_results_from_the_step_that_the_table_names(
    connection: psycopg.Connection[Any],
) -> None:
    for pipeline in PIPELINES:
        row = connection.execute("select jobs.result_step(%s)", [pipeline.name]).fetchone()
        assert row == (pipeline.result_step,)
