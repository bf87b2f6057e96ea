"""Short forms of ids."""

from __future__ import annotations

from uuid import UUID

import pytest

from pipelines.operations.ids.short_ids import id_end, id_part, short_id

ID = "01a20c48-267c-7e7c-aad5-99f58161d662"


def test_the_short_form_has_the_time_and_the_random_end() -> None:
    assert short_id(ID) == "01a20c4826..61d662"
    assert short_id("article-17") == "article-17"


@pytest.mark.parametrize(
    ("text", "first", "last", "end"),
    [
        ("01a20c", "01a20c00-0000-0000-0000-000000000000", "01a20cff-ffff-ffff-ffff-ffffffffffff", ""),
        ("01A20C48-267c", "01a20c48-267c-0000-0000-000000000000", "01a20c48-267c-ffff-ffff-ffffffffffff", ""),
        (" 01a20c4826..d662 ", "01a20c48-2600-0000-0000-000000000000", "01a20c48-26ff-ffff-ffff-ffffffffffff", "d662"),
        ("01a20c4826…d662", "01a20c48-2600-0000-0000-000000000000", "01a20c48-26ff-ffff-ffff-ffffffffffff", "d662"),
        (ID, ID, ID, ""),
    ],
)  # fmt: skip
def test_a_part_stands_for_a_range_and_an_end(text: str, first: str, last: str, end: str) -> None:
    assert id_part(text) == (UUID(first), UUID(last), end)


@pytest.mark.parametrize(
    "text", ["", "01a20", "zzzzzzzz", "01a20c48267c7e7caad599f58161d6620", "timeout", "01a20c48..61d662"]
)
def test_other_words_do_not(text: str) -> None:
    assert id_part(text) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [("61d662", "61d662"), ("..61D662", "61d662"), ("…61d662", "61d662"), ("61d66", None), ("words", None)],
)
def test_an_end_may_stand_alone(text: str, end: str | None) -> None:
    assert id_end(text) == end
