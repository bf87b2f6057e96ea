"""An event's schema as a table."""

from __future__ import annotations

import pytest

from pipelines.server.pages.forms.schema_rows import SchemaRow, schema_rows
from steps.core.events import EVENTS


def rows(pipeline: str) -> dict[str, SchemaRow]:
    return {row.path: row for row in schema_rows(EVENTS[pipeline].model_json_schema())}


def test_fields_of_fields_are_told() -> None:
    found = rows("expense-categorizer")
    assert found["lines"].kind == "list of objects"
    assert found["lines"].limits == "at most 2,000 entries"
    assert found["lines[].merchant"].depth == 1
    assert found["lines[].merchant"].required
    assert found["document.sha256"].limits == "pattern ^[0-9a-f]{64}$"


def test_kinds_limits_and_defaults_are_words() -> None:
    speech = rows("speaker-separation")
    assert (speech["speakers_expected"].kind, speech["speakers_expected"].limits) == (
        "whole number",
        "1 to 20",
    )
    assert (speech["delete_remote"].kind, speech["delete_remote"].limits) == ("true or false", "default true")
    assert speech["document"].kind == "document"
    expenses = rows("expense-categorizer")
    assert (expenses["jurisdiction"].kind, expenses["jurisdiction"].limits) == ("one of", "US; default US")
    assert expenses["lines[].date"].kind == "date"
    assert rows("feedback-analyzer")["items[].date"].kind == "time or date"


@pytest.mark.parametrize("pipeline", EVENTS)
def test_every_field_of_every_event_is_described(pipeline: str) -> None:
    assert [row.path for row in rows(pipeline).values() if not row.description] == []
    assert {row.path for row in rows(pipeline).values() if row.depth == 0} == set(
        EVENTS[pipeline].model_fields
    )
