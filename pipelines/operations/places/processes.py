"""The live processes that take jobs from the queue, as each says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from pydantic import Field

from pipelines.operations.places.runs import QUERIES
from steps.core.models import Model


class About(Model):
    """Null or empty where the process is of an older release."""

    executor: str | None = None
    serves: tuple[str, ...] | None = Field(
        default=None, description="Where pipelines run whose jobs it takes"
    )
    pipelines: tuple[str, ...] | None = Field(
        default=None, description="Of those, the ones it was told to take"
    )
    host: str | None = None
    pid: int | None = None
    version: str | None = None
    places: int | None = Field(default=None, description="The most jobs at work at once")


class Process(Model):
    """`busy`: places taken when it was last `seen_at`."""

    id: int
    about: About
    busy: int
    seen_at: datetime

    @property
    def takes(self) -> str:
        """In words, whose jobs it takes."""
        if self.about.serves is None:
            return "every pipeline"
        words = " and ".join(self.about.serves)
        return f"{words}: {', '.join(self.about.pipelines)}" if self.about.pipelines is not None else words


def processes(connection: psycopg.Connection[Any]) -> list[Process]:
    """Live ones, at most 200."""
    with connection.cursor(row_factory=class_row(Process)) as cursor:
        return cursor.execute(QUERIES["processes"]).fetchall()
