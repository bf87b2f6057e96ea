"""Forgets what an admission remembers of gates and shares that are at rest, and overrides that have ended."""

from __future__ import annotations

from typing import Any

import psycopg

from steps.core.postgres.sql import load

QUERIES = load("gates_at_rest.sql", "pipelines.operations.housekeeping")


def forget_gates(connection: psycopg.Connection[Any]) -> None:
    connection.execute(QUERIES["forget"])
