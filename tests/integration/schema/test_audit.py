"""Whoever acts leaves a row in jobs.audit, in the same transaction, whatever door it was; and the row stays."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.rows import Row, Rows

ANA = {"door": "api", "actor": "token ana", "address": "192.0.2.7"}


@pytest.fixture(autouse=True)
def fresh(connection: psycopg.Connection[Any]) -> None:
    connection.execute("alter table jobs.audit disable trigger user")
    connection.execute("truncate jobs.audit, jobs.token")
    connection.execute("alter table jobs.audit enable trigger user")


def acts(rows: Rows) -> list[Row]:
    query = "select act, job_id, subject, door, actor, address, database_role, details from jobs.audit order by id"
    return rows.select(query)


def act(rows: Rows) -> tuple[Any, ...]:
    [one] = acts(rows)
    return tuple(one[name] for name in ("act", "job_id", "subject", "door", "actor", "address"))


def test_a_cancelled_job_says_who_did_it(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.execute("select jobs.cancel(%s, '{}', %s)", [job_id, Jsonb(ANA)])
    assert act(rows) == ("cancelled", job_id, None, "api", "token ana", "192.0.2.7")
    assert acts(rows)[0]["details"] == {"status": "queued"}
    rows.execute("select jobs.cancel(%s, '{}', %s)", [job_id, Jsonb(ANA)])  # too late: nothing was done
    assert len(acts(rows)) == 1


def test_a_rerun_says_who_asked_and_of_what(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.finish(job_id)
    options = {"origin": ANA, "from_step": "process-news-analyzer", "data": {"text": "Secret words."}}
    again = rows.value("select jobs.rerun(%s, %s)", job_id, Jsonb(options))
    assert act(rows) == ("reran", again, None, "api", "token ana", "192.0.2.7")
    assert acts(rows)[0]["details"] == {
        "rerun_of": job_id,
        "from_step": "process-news-analyzer",
        "edited": True,
    }


def test_an_event_sent_by_hand_says_by_whom_and_one_of_a_program_nothing(rows: Rows) -> None:
    rows.enqueue()
    assert acts(rows) == []
    job_id = rows.enqueue(options={"origin": ANA}, event_id="by-hand")
    assert act(rows) == ("sent", job_id, None, "api", "token ana", "192.0.2.7")
    assert rows.enqueue(options={"origin": ANA}, event_id="by-hand") == job_id
    events = [{"pipeline": "news-analyzer", "data": {"text": "x"}, "origin": ANA, "id": "many"}]
    rows.execute("select * from jobs.enqueue_many(%s)", [Jsonb(events)])
    assert [each["act"] for each in acts(rows)] == ["sent", "sent"]


def test_a_token_says_who_made_and_who_revoked_it_and_never_what_it_is(rows: Rows) -> None:
    made = "select name from jobs.make_token('laptop', '\\x1234', array['read'], %s)"
    assert rows.value(made, Jsonb({"origin": ANA, "expires_at": "2030-01-31T00:00:00Z"})) == "laptop"
    assert rows.value("select jobs.revoke_token('laptop', %s)", Jsonb(ANA)) is True
    assert rows.value("select jobs.revoke_token('laptop', %s)", Jsonb(ANA)) is False
    assert [(each["act"], each["subject"]) for each in acts(rows)] == [
        ("token_made", "laptop"),
        ("token_revoked", "laptop"),
    ]
    assert acts(rows)[0]["details"]["scopes"] == ["read"]
    assert "1234" not in json.dumps(acts(rows))


def test_a_setting_is_noted_when_it_changes(rows: Rows) -> None:
    note = "select jobs.note_setting('JOBS_RETENTION_DAYS', %s, %s)"
    by = Jsonb({"door": "control", "actor": "control-0"})
    assert [rows.value(note, days, by) for days in ("90", "90", "30", "30", "90")] == [
        True, False, True, False, True,
    ]  # fmt: skip
    assert [each["details"] for each in acts(rows)] == [
        {"to": "90"}, {"from": "90", "to": "30"}, {"from": "30", "to": "90"},
    ]  # fmt: skip


def test_in_sql_it_is_the_sessions_role(rows: Rows) -> None:
    job_id, role = rows.enqueue(), rows.value("select session_user")
    rows.execute("select jobs.cancel(%s, '{}')", [job_id])
    rows.execute("select jobs.rerun(%s)", [job_id])
    rows.execute("select jobs.make_token('in sql', '\\x12', array['read'])")
    rows.execute("select jobs.revoke_token('in sql')")
    address = rows.value("select host(inet_client_addr())")
    for each in acts(rows):
        assert (each["door"], each["actor"], each["database_role"]) == ("sql", role, role)
        assert each["address"] == address


def test_what_is_rolled_back_was_not_done(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.execute("begin")
    rows.execute("select jobs.cancel(%s, '{}', %s)", [job_id, Jsonb(ANA)])
    rows.execute("rollback")
    assert acts(rows) == []
    assert rows.value("select status from jobs.job where id = %s", job_id) == "queued"


@pytest.mark.parametrize(
    "change",
    ["update jobs.audit set actor = 'nobody'", "delete from jobs.audit", "truncate jobs.audit"],
)
def test_not_even_the_owner_changes_a_row(rows: Rows, change: str) -> None:
    rows.enqueue(options={"origin": ANA})
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows.execute(change)
    assert len(acts(rows)) == 1


def test_rows_are_deleted_once_they_are_two_years_old(rows: Rows) -> None:
    rows.enqueue(options={"origin": ANA})
    rows.execute(
        "insert into jobs.audit (at, act, door, actor) values (now() - interval '731 days', 'sent', 'sql', 'x')"
    )
    rows.execute(
        "insert into jobs.audit (at, act, door, actor) values (now() - interval '729 days', 'sent', 'sql', 'y')"
    )
    assert rows.value("select jobs.forget_audit()") == 1
    assert {each["actor"] for each in acts(rows)} == {"token ana", "y"}


def test_a_row_stays_when_its_job_goes(rows: Rows) -> None:
    job_id = rows.enqueue(options={"origin": ANA})
    rows.execute("delete from jobs.job where id = %s", [job_id])
    assert [each["job_id"] for each in acts(rows)] == [job_id]


def test_long_and_odd_names_are_cut_and_kept(rows: Rows) -> None:
    rows.enqueue(options={"origin": {"door": "cli", "actor": "é" * 5000, "address": "x" * 5000}})
    [one] = acts(rows)
    assert (len(one["actor"]), len(one["address"])) == (200, 100)
