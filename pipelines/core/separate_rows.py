"""Loads the rows of a query one by one, so that one that Python cannot hold harms only itself."""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg

Row = TypeVar("Row")


async def separate_rows(cursor: psycopg.AsyncCursor[Row]) -> tuple[list[Row], dict[str, Exception]]:
    """The rows that can be loaded; and by the text of its first column, an id, why another cannot.

    Errors: psycopg's own where no row can be, as in a session whose DateStyle is not ISO.
    """
    loaded: list[Row] = []
    refused: dict[str, Exception] = {}
    for place in range(cursor.rowcount):
        await cursor.scroll(place, mode="absolute")
        try:
            row = await cursor.fetchone()
        except (
            NotImplementedError,
            psycopg.InterfaceError,
        ):  # psycopg does not know how this session writes a type
            raise
        except Exception as error:  # a time out of Python's years, a number of 5,000 digits, deep JSON, …
            refused[_first_column(cursor, place)] = error
        else:
            assert row is not None  # noqa: S101  there are rowcount of them
            loaded.append(row)
    return loaded, refused


def _first_column(cursor: psycopg.AsyncCursor[Any], place: int) -> str:
    value = cursor.pgresult.get_value(place, 0) if cursor.pgresult else None
    return (value or b"").decode("utf-8", "replace")
