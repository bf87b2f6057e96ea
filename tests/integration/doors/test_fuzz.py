"""Fuzzed, with the same examples each time: no request and no event brings the server or the function down.

The budget is fixed: `EXAMPLES` of each kind.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.operations.lists import find_events
from steps.core.postgres.connect import connect_to
from steps.core.postgres.refusals import refusal_of
from tests.integration.doors.request_doors import JSON, BadRequest, asked, parameters
from tests.support.serving import Served

EXAMPLES = 150
FORESEEN = {"200", "202", "400", "404", "409", "413", "422"}
BUDGET = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
# PostgreSQL's own refusals: its casts, before any function of ours, and None for a NUL that the driver does not send.
CASTS = (None, "22P02", "22P05", "22007", "22008", "22009", "22003")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NUMBER = st.one_of(
    st.integers(), st.integers(-(10**320), 10**320), st.floats(allow_nan=False, allow_infinity=False)
)
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBER, TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)
TIMES = st.one_of(
    st.datetimes().map(str),
    st.sampled_from(["infinity", "-infinity", "4713-01-01 BC", "294276-12-31", "now", "epoch"]),
    TEXT,
)
EVENT = st.fixed_dictionaries(
    {"name": st.one_of(st.just("jobs/news-analyzer.requested"), TEXT)},
    optional={
        "data": st.one_of(st.fixed_dictionaries({"text": TEXT}), VALUE), "id": st.one_of(TEXT, VALUE),
        "run_at": TIMES, "ts": TIMES, "priority": st.one_of(st.integers(-4, 4), VALUE), "more": VALUE,
    },
)  # fmt: skip


@BUDGET
@given(data=st.data())
def test_parameters_of_every_list_and_page(site: Served, data: st.DataObject) -> None:
    known = list(parameters(site.app.openapi()))
    path, name = data.draw(st.sampled_from([pair for pair in known if pair[0] != "/api/stream"]))
    value = quote_from_bytes(
        data.draw(st.one_of(st.binary(max_size=80), TEXT.map(str.encode), TIMES.map(str.encode))), safe=""
    )
    address = path.replace(f"{{{name}}}", value) if f"{{{name}}}" in path else f"{path}?{name}={value}"
    address = address.replace("{name}", "news-analyzer").replace("{role}", "report")
    for other in ("{job_id}", "{document_id}"):
        address = address.replace(other, f"{0:08x}-0000-7000-8000-000000000000")
    assert asked(site, BadRequest(path, name, "GET", address))[0] in FORESEEN


@BUDGET
@given(body=st.one_of(EVENT, st.lists(EVENT, max_size=3), VALUE))
def test_bodies_of_events_that_are_json(site: Served, body: Any) -> None:
    text = json.dumps(body).encode()
    assert asked(site, BadRequest("events", "", "POST", "/api/events", text, {**JSON}))[0] in FORESEEN
    assert asked(site, BadRequest("events", "", "GET", "/api/events"))[0] == "200"


@BUDGET
@given(
    body=st.one_of(
        st.binary(max_size=200), st.text(alphabet='{}[]",:\\u0d8ea-+.1 ', max_size=80).map(str.encode)
    )
)
@example(b'{"name": "' + b"[" * 5000)
@example(b"9" * 10_000)
@pytest.mark.parametrize(
    "path", ["/api/events", "/api/jobs/00000000-0000-7000-8000-000000000000/rerun", "/events/again"]
)
def test_bodies_that_may_be_anything(site: Served, path: str, body: bytes) -> None:
    kind: dict[str, str | bytes] = (
        {"Content-Type": "application/x-www-form-urlencoded"} if "again" in path else {**JSON}
    )
    assert asked(site, BadRequest(path, "", "POST", path, body, kind))[0] in FORESEEN


@BUDGET
@given(name=TEXT, body=st.binary(min_size=1, max_size=50))
@example("a." + "😀" * 200, b"x")
@example("/..", b"x")
def test_names_of_uploads(site: Served, name: str, body: bytes) -> None:
    address = f"/api/documents?{urlencode({'name': name})}"
    assert asked(site, BadRequest("documents", "", "POST", address, body))[0] in ("201", "422")


@BUDGET
@given(
    pipeline=st.one_of(st.just("news-analyzer"), TEXT), data=st.one_of(st.fixed_dictionaries({"text": TEXT}), VALUE),
    event_id=st.one_of(st.none(), TEXT), run_at=st.one_of(st.none(), TIMES),
    priority=st.one_of(st.none(), st.integers(-9, 9)),
    options=st.one_of(st.fixed_dictionaries({}, optional={"ts": TIMES}), VALUE),
)  # fmt: skip
def test_the_function_takes_an_event_or_names_what_is_wrong_and_all_events_are_listed(
    site: Served, database_url: str, pipeline: str, data: Any, event_id: str | None, run_at: str | None,
    priority: int | None, options: Any,
) -> None:  # fmt: skip
    sent = [pipeline, json.dumps(data), event_id, run_at, priority, json.dumps(options)]
    with connect_to(database_url, "test") as connection:
        row = error = None
        try:
            row = connection.execute("select * from jobs.send(%s, %s, %s, %s, %s, %s)", sent).fetchone()
        except (psycopg.DataError, psycopg.IntegrityError) as raised:
            error = raised
        assert error is None or refusal_of(error) or error.sqlstate in CASTS
        if row is not None:
            query = "select data from jobs.event where id = %s"
            assert connection.execute(query, [row[1]]).fetchone() == (data,)
        assert len(find_events(connection)) <= EXAMPLES
