"""A selection finds exactly the jobs that a loop over all of them finds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.operations.bulk.listed import count_selected, selection_of_list
from pipelines.operations.bulk.selection import Selection, selection_of
from pipelines.operations.bulk.terms import Term
from pipelines.operations.lists import JobFilter, find_jobs

PIPELINES = ["news-analyzer", "invoice-processor"]
STATUSES = ["queued", "running", "completed", "failed", "cancelled"]
CODES = ["provider_rate_limited", "rate_limited", "limited", "lost", "lost_again", "timeout"]
TENANTS = ["acme", "a b", 'quo"te', "zoë"]
TAGS = {"region": ["eu", "us"], "team": ["a,b", "c"]}
HOURS = [1, 3, 5]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def jobs(database_url: str) -> list[dict[str, Any]]:
    """What is in the database, one job of each kind in turn; no test of this module changes it."""
    import psycopg

    found: list[dict[str, Any]] = []
    with psycopg.connect(database_url, autocommit=True) as connection:
        for n in range(120):
            status = STATUSES[n % 5]
            job = {
                "pipeline": PIPELINES[n % 2],
                "status": status,
                "code": CODES[n % 6] if status in ("failed", "cancelled") and n % 7 else None,
                "step": f"process-{PIPELINES[n % 2]}" if n % 3 else None,
                "tenant": [*TENANTS, None][n % 5 - n % 3],
                "tags": {
                    name: values[n % 2] for name, values in TAGS.items() if n % (3 if name == "team" else 4)
                },
                "made": NOW - timedelta(minutes=7 * n),
                "event": f"event {n}",
                "id": f"{int((NOW - timedelta(minutes=7 * n)).timestamp() * 1000):012x}7000800000000000{n:04x}",
                "reran": False,
            }
            error = {"code": job["code"], "step": job["step"], "message": f"words {n % 4}"}
            connection.execute(
                "insert into jobs.event (id, name, data, ts, tenant, tags) values (%s, 'x', '{}', now(), %s, %s)",
                [job["event"], job["tenant"], json.dumps(job["tags"])],
            )
            rerun_of = found[n - 2]["id"] if n % 11 == 4 else None
            if rerun_of:
                found[n - 2]["reran"] = True
            connection.execute(
                "insert into jobs.job (id, pipeline, event_id, status, run_at, error, finished_at, rerun_of)"
                " values (%s, %s, %s, %s, now(), %s, %s, %s)",
                [
                    job["id"], job["pipeline"], job["event"], status, json.dumps(error) if job["code"] else None,
                    job["made"] if status in ("completed", "failed", "cancelled") else None, rerun_of,
                ],
            )  # fmt: skip
            found.append(job)
    return found


def fits(job: dict[str, Any], term: Term) -> bool:
    """What a term means, said once more."""
    name = term.name
    if name in ("status", "pipeline", "tenant", "event"):
        found = job[name] in term.values
    elif name == "error":
        found = any(f"_{job['code']}".endswith(f"_{value}") for value in term.values if job["code"])
    elif name == "step":
        found = bool(job["code"]) and job["step"] in term.values
    elif name == "id":
        found = any(job["id"].startswith(value) for value in term.values)
    elif name == "reran":
        found = ("yes" if job["reran"] else "no") in term.values
    elif name == "since":
        found = job["made"] >= NOW - timedelta(hours=int(term.values[0][:-1]))
    elif name == "until":
        found = job["made"] < NOW - timedelta(hours=int(term.values[0][:-1]))
    else:
        found = job["tags"].get(name.removeprefix("tag.")) in term.values
    return found is not term.negated


def values(*known: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True).map(tuple)


def terms(name: str, *known: str) -> st.SearchStrategy[Term]:
    return st.builds(Term, st.just(name), values(*known), st.booleans())


TIMES = st.sampled_from([(f"{hours}h",) for hours in HOURS])
ANY = st.one_of(
    terms("status", *STATUSES), terms("pipeline", *PIPELINES), terms("error", *CODES, "nothing"),
    terms("step", "process-news-analyzer", "validate-job"), terms("tenant", *TENANTS, "nobody"),
    terms("tag.region", "eu", "us", "x"), terms("tag.team", "a,b", "c"), terms("reran", "yes", "no"),
    terms("event", "event 1", "event 30"), terms("id", "019e8ab2", "019e8a98"),
    st.builds(Term, st.just("since"), TIMES), st.builds(Term, st.just("until"), TIMES),
)  # fmt: skip
SELECTIONS = st.lists(ANY, max_size=4, unique_by=lambda term: term.name).map(tuple).map(Selection)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SELECTIONS)
def test_a_selection_finds_what_a_loop_finds(
    connection: Any, jobs: list[dict[str, Any]], wanted: Selection
) -> None:
    assert selection_of(str(wanted), PIPELINES) == wanted, "it is read as it is written"
    parts, params = wanted.conditions(NOW)
    query = "select j.event_id from jobs.job j" + (" where " + " and ".join(parts) if parts else "")
    found = {row[0] for row in connection.execute(query, params).fetchall()}
    assert found == {job["event"] for job in jobs if all(fits(job, term) for term in wanted.terms)}


@pytest.mark.parametrize(
    "shown",
    [
        {}, {"pipeline": "news-analyzer"}, {"status": ["failed"]}, {"search": "event 7"}, {"search": "words 2"},
        {"search": "019e8ab2"}, {"search": "nothing at all"},
        {"status": ["failed", "cancelled"], "pipeline": "invoice-processor", "search": "timeout"},
    ],
)  # fmt: skip
def test_all_that_match_are_those_that_are_listed(connection: Any, jobs: Any, shown: dict[str, Any]) -> None:
    listed = find_jobs(connection, JobFilter(**shown), 1000)
    selection = selection_of_list(connection, JobFilter(**shown))
    assert (0 if selection is None else count_selected(connection, selection, 1000)) == len(listed)
