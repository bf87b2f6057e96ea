"""The live processes that take jobs from the queue, as each says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import psycopg
from psycopg.rows import class_row
from pydantic import BeforeValidator, Field, ValidationError

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


def _readable(given: object) -> object:
    """As much of it as can be read: it may be of another release."""
    if not isinstance(given, dict):
        return {}
    try:
        return About.model_validate(given)
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors()}
        return {name: value for name, value in given.items() if name not in wrong}


class Process(Model):
    """`busy`: places taken when it was last `seen_at`."""

    id: int
    about: Annotated[About, BeforeValidator(_readable)]
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
