"""Which fields a selection has, and what is said of one that makes no sense."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.operations.bulk.selection import moment_of, selection_of
from pipelines.operations.bulk.terms import InvalidSelection

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KNOWN = ["news-analyzer", "invoice-processor"]
EXAMPLE = "status=failed pipeline=news-analyzer error=rate_limited since=2h tenant=acme tag.region=eu"


def test_a_selection_is_kept_as_it_is_written() -> None:
    selection = selection_of(EXAMPLE, KNOWN)
    assert str(selection) == EXAMPLE
    parts, params = selection.conditions(NOW)
    assert len(parts) == 6
    assert params["status"] == ["failed"]
    assert params["tags"] == '[{"name": "tag.region", "wanted": ["eu"], "negated": false}]'.replace(
        "tag.", ""
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("pipline=news-analyzer", "pipline: is no field of a selection; did you mean pipeline?"),
        (
            "pipeline=news-analyser",
            "pipeline: news-analyser is none of invoice-processor, news-analyzer; did you mean",
        ),
        ("status=faild", "did you mean failed?"),
        (
            "status=failed status=cancelled",
            "status: stands there twice; put alternatives behind commas: status=a,b",
        ),
        ("since=yesterday", "since: must be a length of time such as 30m, 2h or 7d, or a time such as"),
        ("since=999999w", "since: must be a length of time"),
        ("since!=2h", "since: takes one time"),
        ("until=1h,2h", "until: takes one time"),
        ("id=12", "id: 12 is not the beginning of a job's id"),
        ("operation=x", "operation: x is no id of an operation"),
        ("reran=maybe", "reran: maybe is neither yes nor no"),
        ("tag.=x", "tag.: must be tag.NAME"),
        ("words=!", "words: holds no word to look for"),
        ("words=a,b", "words: takes one text"),
    ],
)
def test_nonsense_is_refused_with_its_field_and_the_nearest_right_word(text: str, sentence: str) -> None:
    with pytest.raises(InvalidSelection) as refused:
        selection_of(text, KNOWN)
    assert sentence in refused.value.message


def test_times_are_lengths_or_moments() -> None:
    assert moment_of("2h", NOW) == NOW - timedelta(hours=2)
    assert moment_of("1w", NOW) == NOW - timedelta(days=7)
    assert moment_of("2026-05-01", NOW) == datetime(2026, 5, 1, tzinfo=UTC)
    assert moment_of("2026-05-01T02:00:00+02:00", NOW) == datetime(2026, 5, 1, tzinfo=UTC)
