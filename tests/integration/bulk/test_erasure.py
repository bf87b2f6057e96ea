"""A text is put wherever a text can be; after its erasure it stands in no column of any table and in no file."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.supervision.pulse import Pulse
from pipelines.operations.bulk.erasing import (
    Person,
    begin_erasure,
    find_receipt,
    person_of,
    preview_erasure,
)
from pipelines.operations.reruns import CannotRerun, rerun
from steps.core.errors import PermanentError
from tests.integration.bulk.conftest import ANA, Bulk
from tests.integration.bulk.test_kills import dies_at, work_and_die
from tests.support.rows import Connection

CANARY = 'Zoë "Quill" O\'Hara-Canary'
PERSON = {"tenant": CANARY, "tag": f"person={CANARY}", "match": CANARY}


def everywhere(bulk: Bulk, *, share: str | None = None) -> str:
    """A failed job that names the canary in each row and file of it. `share`: the document that it reads."""
    uri = share or bulk.storage.put_input(_file(bulk, CANARY)).uri
    job_id = bulk.running(
        data={"text": CANARY, "document": {"uri": uri, "name": CANARY}},
        options={"tenant": CANARY, "tags": {"person": CANARY, "other": "x"}},
    )
    log = json.dumps({"ts": "2026-01-31T09:30:00Z", "level": "INFO", "event": "seen", "who": CANARY})
    bulk.fail(job_id, message=f"no place for {CANARY}", log=log)
    bulk.execute(
        "insert into jobs.output (job_id, step, data) values (%s, 's', %s)", [job_id, json.dumps([CANARY])]
    )
    bulk.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint, response, error, usage, upload_url)"
        " values (%s, 's', 'openai', 'f', %s, %s, %s, %s)",
        [
            job_id,
            *3 * [json.dumps({"code": "x", "message": CANARY, "input_tokens": 7})],
            f"https://x/{CANARY}",
        ],
    )
    bulk.execute("insert into jobs.job_wait (job_id, code, message) values (%s, 'x', %s)", [job_id, CANARY])
    report = bulk.storage.put(f"jobs/{job_id}/report.md", CANARY.encode(), media_type="text/markdown")
    bulk.execute(
        "insert into jobs.document (job_id, role, uri, name) values (%s, 'report', %s, %s)",
        [job_id, report.uri, CANARY],
    )
    bulk.execute("insert into jobs.document (role, uri, name) values ('input', %s, %s)", [uri, CANARY])
    bulk.execute("update jobs.job set workflow_ended_at = now()")
    bulk.execute(
        "update jobs.job set gates = array[%(g)s], lane = %(g)s, fair = %(c)s, merge_key = %(g)s where id = %(id)s",
        {"g": f"busy={CANARY}", "c": CANARY, "id": job_id},
    )
    return job_id


def loose(bulk: Bulk) -> None:
    """What belongs to no job."""
    payload = json.dumps({"tenant": CANARY, "tags": {"person": CANARY}, "data": {}}, ensure_ascii=False)
    bulk.execute(
        "insert into jobs.rejected_event (source, name, reasons, payload) values ('api', 'x', %s, %s)",
        [[f"data.text: {CANARY}"], payload],
    )
    selection = (
        f"tenant={json.dumps(CANARY, ensure_ascii=False)} tag.person={json.dumps(CANARY, ensure_ascii=False)}"
    )
    details = json.dumps({"selection": selection, "why": CANARY})
    bulk.execute(
        "insert into jobs.audit (act, door, actor, details) values ('operation_started', 'cli', 'a', %s)",
        [details],
    )
    bulk.execute(
        "insert into jobs.schedule (name, pipeline, data, every, tenant, tags)"
        " values ('nightly', 'news-analyzer', %s, 3600, %s, %s)",
        [json.dumps({"text": CANARY}), CANARY, json.dumps({"person": CANARY})],
    )
    bulk.execute("insert into jobs.gate (id, tat) values (%s, now())", [f"busy={CANARY}"])
    bulk.execute("insert into jobs.share (key) values (%s)", [CANARY])
    for table in ("limit_override", "pause"):
        values = "(name, key, n, who, why) values ('busy', %s, 1, 'a', 'b')"
        values = values if table == "limit_override" else values.replace(" n,", "").replace(" 1,", "")
        bulk.execute(f"insert into jobs.{table} {values}", [CANARY])
    bulk.execute(
        "insert into jobs.operation (kind, state, selection, why, origin, ended_at)"
        " values ('rerun', 'done', %s, %s, '{}', now())",
        [selection, CANARY],
    )


def _file(bulk: Bulk, text: str) -> Path:
    path = Path("/tmp") / f"canary-{time.monotonic_ns()}.txt"
    path.write_text(text)
    return path


def found_in(connection: Connection, home: Path) -> list[str]:
    """Tables and files that name the canary."""
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'jobs' order by 1"
    ).fetchall()
    found = []
    for (table,) in tables:
        query = f"select count(*) from jobs.{table} t where strpos(lower(t::text), 'o''hara-canary') > 0"
        row = connection.execute(query.encode()).fetchone()
        if row != (0,):
            found.append(table)
    return found + [
        path.name for path in home.rglob("*") if path.is_file() and b"O'Hara-Canary" in path.read_bytes()
    ]


@pytest.fixture(autouse=True)
def no_trigger(bulk: Bulk) -> Any:
    tables = "rejected_event, document, schedule, gate, share, limit_override, pause"
    bulk.execute("truncate " + ", ".join(f"jobs.{name}" for name in tables.split(", ")) + " cascade")
    yield
    for table in ("job", "event", "attempt"):
        bulk.execute(f"drop trigger if exists die on jobs.{table}")


@pytest.mark.parametrize("how", PERSON)
def test_the_canary_is_nowhere_after_its_erasure(bulk: Bulk, tmp_path: Path, how: str) -> None:
    jobs = [everywhere(bulk) for _ in range(2)]
    loose(bulk)
    other = bulk.failed({"data": {"text": "Somebody else's."}})
    tables = [
        "attempt",
        "audit",
        "document",
        "event",
        "job",
        "job_wait",
        "operation",
        "output",
        "provider_call",
    ]
    assert set(found_in(bulk.connection, tmp_path)) >= {*tables, "rejected_event", "report.md"}
    person = person_of(**{"tenant": None, "tag": None, "match": None, how: PERSON[how]})
    told = preview_erasure(bulk.connection, person)
    assert (told.jobs, told.at_work, told.events, told.rejected_events) == (2, 0, 2, 1)
    assert (told.gathering_jobs, told.pauses, told.bounds, told.weights, told.reasons) == (0, 1, 1, 0, 0)
    found = bulk.work(begin_erasure(bulk.connection, person, ANA, "asked for"))
    assert (found.state, found.done, found.left_alone) == ("done", 2, 0)
    assert found_in(bulk.connection, tmp_path) == []
    rows = bulk.select("select id, status, error, erased_at from jobs.job order by id")
    assert [row["id"] for row in rows] == [*jobs, other]
    assert [row["erased_at"] is not None for row in rows] == [True, True, False]
    assert rows[0]["error"] == {
        "code": "model_refused", "message": "erased", "step": "process-news-analyzer", "attempt": 1, "retryable": False,
    }  # fmt: skip
    assert rows[2]["error"]["message"] == "the model refused"
    assert bulk.attempts(jobs[0]) == bulk.attempts(other)
    usage = bulk.value("select usage from jobs.provider_call where job_id = %s", jobs[0])
    assert usage == {"input_tokens": 7}
    receipt = find_receipt(bulk.connection, found.id)
    assert receipt is not None
    assert receipt.selection == f"{person.how}=hmac:{bulk.value('select jobs.gdpr_subject_hash(%s)', CANARY)}"
    assert (receipt.actor, receipt.why, receipt.jobs, receipt.done) == ("token ana", "asked for", 2, 2)
    assert receipt.erased == {
        "jobs": 2, "events": 2, "attempts": 2, "outputs": 4, "provider_calls": 2, "documents": 4, "files": 3,
        "exports": 0,
        "rejected_events": 1, "audit_rows": 1, "operations": 1, "schedules": 1,
        "cancelled": 0, "gathering_jobs": 0, "pauses": 1, "bounds": 1, "weights": 0, "reasons": 0,
    }  # fmt: skip
    again = bulk.work(begin_erasure(bulk.connection, person, ANA, None))
    assert (again.state, again.total) == ("done", 0)


def test_jobs_at_work_are_cancelled_first_and_erased_once_they_write_no_more(bulk: Bulk) -> None:
    job_id = bulk.running(data={"text": CANARY}, options={"tenant": CANARY})
    operation_id = begin_erasure(bulk.connection, Person(CANARY, "tenant"), ANA, None)
    assert bulk.status(job_id) == "cancelled"
    bulk.worker().turn(Pulse("bulk_worker", 60))
    assert bulk.operation(operation_id).position == 0
    bulk.execute("update jobs.job set workflow_ended_at = now()")
    bulk.worker().turn(Pulse("bulk_worker", 60))
    assert bulk.operation(operation_id).position == 0
    bulk.counted()
    assert bulk.work(operation_id).done == 1
    assert bulk.value("select receipt ->> 'cancelled' from jobs.operation") == "1"


def test_a_document_that_another_event_reads_stays(bulk: Bulk, tmp_path: Path) -> None:
    shared = bulk.storage.put_input(_file(bulk, "Words for two.")).uri
    everywhere(bulk, share=shared)
    bulk.failed({"data": {"document": {"uri": shared}}})
    bulk.work(begin_erasure(bulk.connection, Person(CANARY), ANA, None))
    assert bulk.storage.exists(shared)


@pytest.mark.parametrize(("table", "number"), [("job", 1), ("job", 3), ("event", 2), ("attempt", 2)])
def test_a_worker_killed_within_an_erasure_erases_all_the_same(
    bulk: Bulk, another: Callable[[], Connection], tmp_path: Path, table: str, number: int
) -> None:
    for _ in range(3):
        everywhere(bulk)
    operation_id = begin_erasure(bulk.connection, Person(CANARY, "tenant"), ANA, None)
    dies_at(bulk, number, table, "update")
    assert work_and_die(bulk, another, operation_id) == 1
    assert bulk.work(operation_id).done == 3
    assert found_in(bulk.connection, tmp_path) == []


def test_what_was_erased_is_not_run_again(bulk: Bulk) -> None:
    job_id = everywhere(bulk)
    rerun_again: Callable[..., str | None] = rerun
    bulk.work(begin_erasure(bulk.connection, Person(CANARY), ANA, None))
    with pytest.raises(CannotRerun, match="erased on request"):
        rerun_again(bulk.connection, job_id, origin=ANA)
    assert bulk.items(bulk.work(bulk.freeze()).id) == [("left_alone", "erased")]
    assert rerun_again(bulk.connection, job_id, origin=ANA, data={"text": "New words."})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "tenant: give one of tenant, tag and match"),
        ({"tenant": "a", "match": "abcd"}, "tenant: give one of"),
        ({"match": "abc"}, "match: needs 4 characters"),
        ({"tenant": ""}, "tenant: must have"),
        ({"tag": "person"}, "tag: must be NAME=VALUE"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(PermanentError) as refused:
        person_of(**{"tenant": None, "tag": None, "match": None, **given})
    assert refused.value.message.startswith(sentence)


def test_a_reason_must_not_name_the_person(bulk: Bulk) -> None:
    with pytest.raises(PermanentError, match="holds the text itself"):
        begin_erasure(bulk.connection, Person(CANARY), ANA, f"{CANARY} asked")
    assert bulk.value("select count(*) from jobs.operation") == 0
