"""A reviewed template turns another system's message into our data."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.server.webhooks.mapping import MISSING, NotMapped, at, filled, matches

MESSAGE: dict[str, Any] = {
    "type": "ticket.solved",
    "data": {
        "id": 7,
        "a/b": 1,
        "c~d": 2,
        "comments": [{"body": "Good."}, {"body": "Bad.", "stars": 1}],
        "none": None,
    },
}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/type", "ticket.solved"), ("/data/id", 7), ("/data/a~1b", 1), ("/data/c~0d", 2), ("", MESSAGE),
        ("/data/comments/1/body", "Bad."), ("/data/comments/2", MISSING), ("/data/comments/-1", MISSING),
        ("/data/id/x", MISSING), ("/nothing", MISSING), ("/data/none", None),
    ],
)  # fmt: skip
def test_pointers(pointer: str, found: Any) -> None:
    assert at(MESSAGE, pointer) == found


def test_a_template_is_filled() -> None:
    template = {
        "rating_scale": "1-5",
        "items": {
            "each": "/data/comments",
            "as": {"id": "x", "text": {"from": "/body"}, "rating": {"from": "/stars", "optional": True}},
        },
    }
    assert filled(template, MESSAGE) == {
        "rating_scale": "1-5",
        "items": [{"id": "x", "text": "Good."}, {"id": "x", "text": "Bad.", "rating": 1}],
    }


def test_what_is_missing_is_named_unless_it_is_optional() -> None:
    with pytest.raises(NotMapped, match="/data/title: is missing from the message"):
        filled({"text": {"from": "/data/title"}}, MESSAGE)
    assert filled([{"from": "/data/title", "optional": True}, 1], MESSAGE) == [1]
    assert filled({"items": {"each": "/no", "as": 1, "optional": True}}, MESSAGE) == {}


def test_a_list_is_needed_where_the_template_says_each() -> None:
    with pytest.raises(NotMapped, match="/data/id"):
        filled({"each": "/data/id", "as": {}}, MESSAGE)


@pytest.mark.parametrize(
    ("wanted", "matched"),
    [
        ({}, True), ({"/type": "ticket.solved"}, True), ({"/type": ["a", "ticket.solved"]}, True),
        ({"/type": "other"}, False), ({"/type": "ticket.solved", "/data/id": 8}, False), ({"/no": None}, False),
    ],
)  # fmt: skip
def test_only_messages_that_match_are_taken(wanted: dict[str, Any], *, matched: bool) -> None:
    assert matches(MESSAGE, wanted) is matched


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3),
)


@given(JSON, st.text("/~01ab", max_size=8))
def test_no_message_breaks_the_mapping(message: Any, pointer: str) -> None:
    template = {
        "text": {"from": f"/{pointer}", "optional": True},
        "items": {"each": "/a", "as": {"from": "/b"}},
    }
    with suppress(NotMapped):
        assert isinstance(filled(template, message), dict)
