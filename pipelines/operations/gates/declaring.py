"""The limits that the pipelines' code declares are told to the database with each deploy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from pipelines.core.limits import LimitFault
from pipelines.core.limits.declared_limits import declared
from pipelines.core.pipeline import Pipeline
from steps.core.errors import ConfigurationError
from steps.core.postgres.sql import load

QUERIES = load("declaring.sql", "pipelines.operations.gates")


def declare(connection: psycopg.Connection[Any], pipelines: Iterable[Pipeline]) -> None:
    """Make these what holds, unless they do. Errors: ConfigurationError `invalid_limits`, psycopg's own."""
    try:
        told = declared(pipelines)
    except LimitFault as fault:
        raise ConfigurationError("invalid_limits", str(fault)) from None
    params = {"declared": Jsonb(told)}
    if connection.execute(QUERIES["is_declared"], params).fetchone() != (True,):
        connection.execute(QUERIES["declare"], params)
