"""A job in a path, as a person may call it: by its id, the short form of a list, or a part of it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import psycopg
from fastapi import Depends, Path

from pipelines.operations.ids.short_ids import job_called
from pipelines.server.services import Serving


def called(
    services: Serving,
    job_id: Annotated[
        str,
        Path(
            max_length=64,
            description="The id, its short form (`0199f3a1c4..d2ef07`), or a beginning or end of it, 6 digits or more",
        ),
    ],
) -> UUID:
    """Errors: UnknownJob."""
    try:
        return UUID(job_id)
    except ValueError:
        with services.pool.connection() as connection:
            return whole_id(connection, job_id)


def whole_id(connection: psycopg.Connection[Any], text: str, field: str = "job_id") -> UUID:
    """The id itself; what is one already is not looked up here. Errors: UnknownJob, which names the field."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(job_called(connection, text, field))


JobId = Annotated[UUID, Depends(called)]
