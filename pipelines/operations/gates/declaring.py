"""What the code declares of pipelines, their limits and where they run, is told to the database with each deploy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from pipelines.core.declarations.declared_limits import declared
from pipelines.core.limits import LimitFault
from pipelines.core.pipeline import Pipeline, Runs
from pipelines.operations.places.runs import pod_fault
from steps.core.errors import ConfigurationError
from steps.core.postgres.sql import load

QUERIES = load("declaring.sql", "pipelines.operations.gates")


def declare(
    connection: psycopg.Connection[Any], pipelines: Iterable[Pipeline], runs: Mapping[str, Runs] | None = None
) -> None:
    """Make these what holds, unless they do. `runs`: where some of them run, instead of what the code says.
    Errors: ConfigurationError `invalid_limits`, `settings` for a pipeline that there is not; psycopg's own."""
    try:
        told = declared(_placed(tuple(pipelines), runs or {}))
    except LimitFault as fault:
        raise ConfigurationError("invalid_limits", str(fault)) from None
    params = {"declared": Jsonb(told)}
    if connection.execute(QUERIES["is_declared"], params).fetchone() != (True,):
        connection.execute(QUERIES["declare"], params)


def _placed(pipelines: tuple[Pipeline, ...], runs: Mapping[str, Runs]) -> tuple[Pipeline, ...]:
    names = {pipeline.name for pipeline in pipelines}
    if unknown := sorted(runs.keys() - names):
        raise ConfigurationError("settings", f"JOBS_RUNS: there is no pipeline {unknown[0]!r}")
    for name, word in runs.items():
        if (fault := pod_fault(name, word)) is not None:
            raise ConfigurationError("settings", f"JOBS_RUNS: {fault}")
    return tuple(replace(each, runs=runs.get(each.name, each.runs)) for each in pipelines)
