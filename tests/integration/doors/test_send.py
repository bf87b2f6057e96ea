"""What jobs.send and jobs.enqueue refuse, by field and in a sentence, and what they answer where an id comes again."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from tests.support.rows import JOB, Row, Rows

GOOD = {"text": "Words."}


def sent(
    rows: Rows, data: Any = None, *, pipeline: str = JOB, event_id: str | None = None, run_at: str | None = None,
    priority: int | None = 0, options: Any = None, function: str = "send",
) -> Row:  # fmt: skip
    text = data if isinstance(data, str) else json.dumps(GOOD if data is None else data)
    (found,) = rows.select(
        f"select * from jobs.{function}(%s, %s::jsonb, %s, %s::timestamptz, %s, %s)",
        pipeline, text, event_id, run_at, priority, None if options is None else Jsonb(options),
    )  # fmt: skip
    return found


def refusal(rows: Rows, **given: Any) -> tuple[str | None, str | None]:
    """Field and message of the refusal, which must be the same by both functions; nothing is left of it."""
    found = set()
    for function in ("send", "enqueue"):
        with pytest.raises(psycopg.Error) as caught:
            sent(rows, function=function, **given)
        found.add((caught.value.diag.column_name, caught.value.diag.message_primary))
    assert rows.value("select count(*) from jobs.event") == 0
    assert rows.value("select count(*) from jobs.job") == 0
    (one,) = found
    return one


def test_the_same_id_again_says_that_it_is_a_duplicate_and_whether_its_data_differs(rows: Rows) -> None:
    first = sent(rows, {"text": "a"}, event_id="order-17")
    assert (first["event"], first["duplicate"], first["data_differs"]) == ("order-17", False, False)
    assert sent(rows, {"text": "a"}, event_id="order-17") == {**first, "duplicate": True}
    differs = {**first, "duplicate": True, "data_differs": True}
    assert sent(rows, {"text": "b"}, event_id="order-17") == differs
    assert rows.value("select data from jobs.event where id = 'order-17'") == {"text": "a"}


def test_enqueue_says_in_a_notice_that_the_data_differs(rows: Rows) -> None:
    heard: list[str | None] = []
    rows.connection.add_notice_handler(lambda notice: heard.append(notice.message_primary))
    first = sent(rows, {"text": "a"}, event_id="order-17", function="enqueue")
    assert sent(rows, {"text": "a"}, event_id="order-17", function="enqueue") == first
    assert heard == []
    assert sent(rows, {"text": "b"}, event_id="order-17", function="enqueue") == first
    (message,) = heard
    assert message is not None
    assert "other data" in message


def test_an_id_of_another_pipelines_event_is_refused(rows: Rows) -> None:
    first = sent(rows, event_id="order-17")
    for function in ("send", "enqueue"):
        with pytest.raises(errors.UniqueViolation, match="event_id: belongs to an event of another name"):
            sent(rows, pipeline="gdpr-exporter", event_id="order-17", function=function)
    assert sent(rows, event_id="order-17")["job_id"] == first["job_id"]
    assert rows.value("select count(*) from jobs.job") == 1


def test_an_unknown_pipeline_burns_no_id(rows: Rows) -> None:
    told = refusal(rows, pipeline="news-analyser", event_id="order-17")
    assert told == ("pipeline", "pipeline: there is no pipeline 'news-analyser'")
    assert sent(rows, event_id="order-17")["duplicate"] is False


def test_an_event_that_plain_sql_left_without_a_job_gets_one(rows: Rows) -> None:
    rows.execute(
        "insert into jobs.event (id, name, data, ts) values ('alone', %s, '{}', now())",
        [f"jobs/{JOB}.requested"],
    )
    first = sent(rows, event_id="alone")
    assert rows.status(str(first["job_id"])) == "queued"
    assert sent(rows, event_id="alone")["job_id"] == first["job_id"]


NESTED = '{"a":' * 1500 + "1" + "}" * 1500
LIMITS = [
    ({"priority": 9}, "priority", "must be a whole number from -3 to 3"),
    ({"priority": None}, "priority", "must be a whole number from -3 to 3"),
    ({"event_id": ""}, "event_id", "must have 1 to 200 characters"),
    ({"event_id": "x" * 201}, "event_id", "must have 1 to 200 characters"),
    ({"data": NESTED}, "data", "is nested more than 100 deep"),
    ({"data": f'{{"n": {"9" * 5000}}}'}, "data", "holds a number above 1e308"),
    ({"data": f'{{"n": [-{"9" * 5000}]}}'}, "data", "holds a number above 1e308"),
    ({"data": '{"n": 1e5000}'}, "data", "holds a number above 1e308"),
    ({"options": ["ts"]}, "options", "must be a JSON object"),
    ({"options": {"ts": "yesterday or so"}}, "ts", "must be a time such as 2026-01-31T09:30:00Z"),
]
TIMES = [
    "-infinity", "infinity", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "4713-01-01 BC",
    "294276-12-31 23:59:59Z",
]  # fmt: skip


@pytest.mark.parametrize(("given", "field", "sentence"), LIMITS)
def test_what_nobody_could_load_again_is_refused_by_field(
    rows: Rows, given: dict[str, Any], field: str, sentence: str
) -> None:
    assert refusal(rows, **given) == (field, f"{field}: {sentence}")


@pytest.mark.parametrize("time", TIMES)
def test_times_outside_of_pythons_years_are_refused(rows: Rows, time: str) -> None:
    sentence = "must lie between 0001-01-02 and 9999-12-30 (UTC)"
    assert refusal(rows, run_at=time) == ("run_at", f"run_at: {sentence}")
    assert refusal(rows, options={"ts": time}) == ("ts", f"ts: {sentence}")


def test_what_looks_like_too_much_and_is_not_is_taken(rows: Rows) -> None:
    digits = "9" * 5000
    deep = json.loads('{"a":' * 100 + '"b"' + "}" * 100)
    for data in ({"text": digits}, {digits: 1}, {"n": 10**300}, deep, {"list": [[1]] * 500}):
        job_id = str(sent(rows, data)["job_id"])
        assert rows.value("select data from jobs.event where id = %s", job_id) == data
    for time in ("0001-01-02T00:00:00Z", "9999-12-30T23:59:59Z"):
        sent(rows, options={"ts": time})
        sent(rows, run_at=time)


def test_of_many_the_place_of_the_one_at_fault_is_told(rows: Rows) -> None:
    events = [{"pipeline": JOB, "data": GOOD, "id": "b"}, {"pipeline": JOB, "data": GOOD, "id": "a"}]
    query = "select place, event_id, duplicate, data_differs from jobs.enqueue_many(%s) order by place"
    told = rows.select(query, Jsonb([*events, {**events[0], "data": {"text": "other"}}]))
    assert [tuple(row.values()) for row in told] == [
        (0, "b", False, False), (1, "a", False, False), (2, "b", True, True),
    ]  # fmt: skip
    refused: list[tuple[dict[str, Any], str]] = [
        ({"pipeline": "gdpr-exporter", "id": "a"}, "event_id"), ({"pipeline": "none", "id": "c"}, "pipeline"),
        ({"run_at": "infinity"}, "run_at"), ({"priority": 9}, "priority"), ({"ts": "x"}, "ts"),
    ]  # fmt: skip
    for bad, field in refused:
        with pytest.raises(psycopg.Error) as caught:
            rows.select(query, Jsonb([*events, {"pipeline": JOB, "data": GOOD, **bad}]))
        assert (caught.value.diag.column_name, caught.value.diag.message_detail) == (field, "2")
    assert rows.value("select count(*) from jobs.job") == 2
