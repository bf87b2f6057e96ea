"""Whatever PostgreSQL stores is loaded: a value that Python cannot hold costs no other row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from psycopg.rows import tuple_row

from steps.core.errors import PermanentError
from steps.core.postgres.connect import connect_to
from steps.core.postgres.loading import EARLIEST, LATEST, Unreadable, readable
from tests.support.rows import Connection


@pytest.fixture
def ours(database_url: str) -> Iterator[Connection]:
    with connect_to(database_url, "test") as connection:
        yield connection


def value(connection: Connection, expression: str, *params: Any) -> Any:
    row = connection.cursor(row_factory=tuple_row).execute(f"select {expression}", params).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu"])
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-infinity", EARLIEST), ("4713-01-01 BC", EARLIEST), ("0001-01-01T00:00:00+14:00", EARLIEST),
        ("infinity", LATEST), ("9999-12-31T23:59:59-14:00", LATEST), ("294276-01-01Z", LATEST),
        ("0001-01-02T00:00:00Z", EARLIEST), ("2026-01-31T09:30:00Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_moment_becomes_the_nearest_one_that_python_has_in_every_zone(
    ours: Connection, zone: str, text: str, wanted: datetime
) -> None:
    ours.execute("select set_config('TimeZone', %s, false)", [zone])
    loaded = value(ours, "%s::timestamptz", text)
    assert loaded == wanted
    assert loaded.astimezone(UTC) == wanted
    assert value(ours, "array[%s::timestamptz]", text) == [wanted]


def test_days_and_moments_without_a_zone_as_well(ours: Connection) -> None:
    assert value(ours, "'-infinity'::date") == date.min
    assert value(ours, "'0044-03-15 BC'::date") == date.min
    assert value(ours, "'infinity'::date") == date.max
    assert value(ours, "'2026-01-31'::date") == date(2026, 1, 31)
    assert value(ours, "'infinity'::timestamp") == LATEST.replace(tzinfo=None)
    assert value(ours, "null::timestamptz") is None


@pytest.mark.parametrize("kind", ["json", "jsonb"])
def test_a_json_value_that_python_cannot_hold_says_so(ours: Connection, kind: str) -> None:
    deep = "[" * 1500 + "]" * 1500
    for text, reason in [
        (deep, "is nested more than 200 deep"), (f'{{"n": {"9" * 5000}}}', "holds a number that is too long"),
        (f'[1{"0" * 400}.5]', "holds a number that is too long"),
    ]:  # fmt: skip
        found = value(ours, f"%s::{kind}", text)
        assert isinstance(found, Unreadable)
        assert found["unreadable"] == reason
        assert found["begins"][:5] == text[:5]
        with pytest.raises(PermanentError, match=f"data: {reason}") as caught:
            readable(found, "data")
        assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"a": [1, 2.5, "ä", null]}', {"a": [1, 2.5, "ä", None]}), ("9" * 400, int("9" * 400)),
        ('"' + "9" * 5000 + '"', "9" * 5000),
    ],
)  # fmt: skip
def test_every_other_json_value_is_what_it_is(ours: Connection, text: str, wanted: Any) -> None:
    assert value(ours, "%s::jsonb", text) == wanted
    assert readable(wanted, "data") == wanted


def test_a_number_that_is_none_is_not_known(ours: Connection) -> None:
    for text in ("NaN", "Infinity", "-Infinity"):
        assert value(ours, "%s::numeric", text) is None
    assert str(value(ours, "'0.10'::numeric")) == "0.10"
