"""Bounds of lists."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from pipelines.operations.paging import cursor_of, first_id_at, read_cursor, search_words


def test_an_id_of_a_time_is_before_all_ids_made_then() -> None:
    time = datetime(2026, 11, 24, 6, 39, 44, 761000, UTC)
    first = first_id_at(time)
    assert first <= UUID("01a20c48-2679-7e7c-aad5-99f58161d662")
    assert str(first).startswith("01a20c48-2679-") or first < UUID("01a20c48-267c-7e7c-aad5-99f58161d662")
    assert first_id_at(time.replace(microsecond=762000)) > first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("deadline_exceeded", "'deadline' & 'exceeded':*"),
        ("it's & | ! (x) :*", "'it' & 's' & 'x':*"),
        ("  ", None),
        ("&", None),
        ("größe", "'größe':*"),
    ],
)
def test_a_search_holds_nothing_but_words(text: str, words: str | None) -> None:
    assert search_words(text) == words


def test_a_cursor_survives_the_way_through_a_url() -> None:
    time = datetime(2026, 11, 24, 6, 39, 44, 761634, UTC)
    for key in ("a", "with space", "größe/?&", "x" * 200):
        cursor = cursor_of(time, key)
        assert cursor.replace("-", "").replace("_", "").isalnum()
        assert read_cursor(cursor) == (time, key)


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "AAAA", "é"])
def test_what_is_no_cursor_is_a_value_error(cursor: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any will do
        read_cursor(cursor)
