"""The group roles may do what they are for and nothing else: tried by connecting as each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb
from pydantic import SecretStr

from steps.core.errors import ExitCode
from steps.core.postgres.migrate import migrate
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.settings import Settings
from tests.support.rows import Rows

ROLES = ("jobs_app", "jobs_server", "jobs_step")
As = Callable[[str], Rows]
Denied = psycopg.errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def logins(server_url: str) -> Iterator[None]:
    """A login role in each group, as an operator makes them, and one that is in none."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        for name, group in (*((f"trial_{role}", role) for role in ROLES), ("trial_nobody", None)):
            admin.execute(f"drop role if exists {name}")
            admin.execute(f"create role {name} login password 'x'" + (f" in role {group}" if group else ""))
        yield
        for name in (*(f"trial_{role}" for role in ROLES), "trial_nobody"):
            admin.execute(f"drop role {name}")


def url_as(database_url: str, role: str) -> str:
    return make_conninfo(database_url, user=f"trial_{role}", password="x")


@pytest.fixture
def member(database_url: str, logins: None) -> Iterator[As]:
    opened: list[Rows] = []

    def connected(role: str) -> Rows:
        opened.append(Rows.open(url_as(database_url, role)))
        return opened[-1]

    yield connected
    for rows in opened:
        rows.connection.close()


def refused(rows: Rows, *queries: str) -> None:
    for query in queries:
        with pytest.raises(Denied):
            rows.execute(query)


def tables(rows: Rows) -> list[str]:
    query = (
        "select relname from pg_class where relnamespace = 'jobs'::regnamespace and relkind = 'r' order by 1"
    )
    return [name for (name,) in rows.execute(query)]


def functions(rows: Rows, role: str) -> set[str]:
    query = """
        select proname from pg_proc
        where pronamespace = 'jobs'::regnamespace and has_function_privilege(%s, oid, 'execute')"""
    return {name for (name,) in rows.execute(query, [role])}


def test_a_step_has_no_right_to_any_table(rows: Rows, member: As) -> None:
    rows.enqueue()
    step = member("jobs_step")
    for table in tables(rows):
        refused(
            step,
            f"select * from jobs.{table}",
            f"delete from jobs.{table}",
            f"insert into jobs.{table} default values",
        )
    refused(
        step,
        "select * from jobs.token",
        "update jobs.job set status = 'completed'",
        "update jobs.attempt set log = ''",
        "select jobs.finish(gen_random_uuid(), 'completed')",
        "select jobs.cancel(gen_random_uuid(), '{}')",
        "select jobs.enqueue('news-analyzer', '{}')",
        "select * from jobs.make_token('mine', '\\x12', array['operate'])",
        "select jobs.record_act('sent', '{}')",
        "select jobs.grant_roles()",
        "create table jobs.mine ()",
        "create function jobs.mine() returns void language sql as ''",
    )


def test_who_may_call_what(rows: Rows) -> None:
    assert functions(rows, "jobs_app") == {"enqueue", "send"}
    assert functions(rows, "jobs_step") == {
        "gathered_events",
        "begin_attempt", "end_attempt", "end_and_begin", "report_progress", "write_log", "unfinished_steps",
        "result_of", "open_call",
        "record_call", "open_breaker", "why_open", "close_breaker", "seconds_left",
        "model_server", "claim_probe", "record_probe", "forget_probe",
        "gdpr_subject_hash", "gdpr_open_export", "gdpr_close_export",
    }  # fmt: skip
    assert functions(rows, "public") == set()
    every = functions(rows, rows.value("select session_user"))
    assert every - functions(rows, "jobs_server") == {"record_act", "grant_roles"}


def test_a_definer_looks_nothing_up_where_a_caller_may_put_things(rows: Rows) -> None:
    query = """
        select proname, array_to_string(proconfig, ';') from pg_proc
        where pronamespace = 'jobs'::regnamespace and prosecdef"""
    found = dict(rows.execute(query).fetchall())
    assert {"enqueue", "begin_attempt", "cancel"} <= found.keys()
    assert set(found.values()) == {"search_path=pg_catalog, pg_temp"}
    callable_by_others = functions(rows, "jobs_app") | functions(rows, "jobs_step")
    # It reads nothing but its argument and the clock; as a definer's it would be planned anew at each call.
    assert callable_by_others - found.keys() == {"seconds_left"}


def test_a_whole_job_runs_as_the_steps_role(
    rows: Rows, database_url: str, logins: None, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=SecretStr(url_as(database_url, "jobs_step")), storage=tmp_path.as_uri(),
        step_packages="steps,tests.trial_steps", log_stderr=False,
    )  # fmt: skip
    good, bad = (
        rows.enqueue({"n": 1}, pipeline="trial"),
        rows.enqueue({"behave": "permanent"}, pipeline="trial"),
    )
    told = {"workflow_failures": "null"}
    with Session(settings) as session:
        for step in ("validate-trial", "process-trial"):
            assert run_step(session, Request(step, good)).code == ExitCode.DONE
        ended = {**told, "workflow_status": "Succeeded"}
        assert run_step(session, Request("update-job-status", good, given=ended)).code == ExitCode.DONE
        assert run_step(session, Request("process-trial", bad)).code == ExitCode.PERMANENT
        ended = {**told, "workflow_status": "Failed"}
        assert run_step(session, Request("update-job-status", bad, given=ended)).code == ExitCode.DONE
    assert rows.statuses(good, bad) == ["completed", "failed"]
    assert rows.error(bad)["code"] == "trial"


def test_what_steps_write_of_their_providers_and_exports_works_as_their_role(rows: Rows, member: As) -> None:
    job_id, step = rows.enqueue(), member("jobs_step")
    step.begin(job_id)
    assert step.value("select fresh from jobs.open_call(%s, 'process-news-analyzer', 'openai', 'f')", job_id)
    known = Jsonb({"response": {"a": 1}, "cost_usd": 0.25, "error": None})
    step.execute(
        "select jobs.record_call(%s, 'process-news-analyzer', 'f', 'succeeded', %s)", [job_id, known]
    )
    assert step.value("select jobs.report_progress(%s, 'process-news-analyzer', 1, 1, 2)", job_id) is True
    step.execute("select jobs.open_breaker('openai', 'provider_billing', 60)")
    assert step.value("select reason from jobs.why_open('openai')") == "provider_billing"
    step.execute("select jobs.close_breaker('openai')")
    about = {
        "subject_hash": step.value("select jobs.gdpr_subject_hash('48213')"), "requested_by": "the person",
        "verified_how": "login", "object_key": "jobs/x/export.zip", "expires_at": "2030-01-31T00:00:00Z",
    }  # fmt: skip
    step.execute("select jobs.gdpr_open_export(%s, %s)", [job_id, Jsonb(about)])
    step.execute("select jobs.gdpr_close_export(%s, %s, 12)", [job_id, "0" * 64])
    assert rows.value("select state from jobs.gdpr_export where request_id = %s", job_id) == "ready"
    events = "select array_agg(event order by id) from jobs.gdpr_export_event where request_id = %s"
    assert rows.value(events, job_id) == ["requested", "created"]
    assert rows.select(
        "select state, cost_usd, response from jobs.provider_call where job_id = %s", job_id
    ) == [{"state": "succeeded", "cost_usd": rows.value("select 0.25::numeric"), "response": {"a": 1}}]


def test_an_application_may_queue_jobs_and_nothing_else(rows: Rows, member: As) -> None:
    app = member("jobs_app")
    job_id = app.enqueue({"text": "From an application."}, event_id="article-18")
    assert app.enqueue({"text": "From an application."}, event_id="article-18") == job_id
    assert rows.value("select status from jobs.job where id = %s", job_id) == "queued"
    refused(
        app,
        "select * from jobs.job",
        "select * from jobs.token",
        "delete from jobs.event",
        "update jobs.job set priority = 3",
        "select jobs.rerun(gen_random_uuid())",
        f"select jobs.begin_attempt('{job_id}', 'validate-job')",
        "select * from jobs.enqueue_many('[]')",
    )


def test_the_server_does_its_work_and_leaves_audit_and_secrets_alone(rows: Rows, member: As) -> None:
    server = member("jobs_server")
    job_id = server.enqueue()
    [claimed] = server.claim()
    assert str(claimed["id"]) == job_id
    server.execute("select jobs.cancel(%s, '{}', %s)", [job_id, Jsonb({"door": "page", "actor": "local"})])
    again = server.value("select jobs.rerun(%s)", job_id)
    assert server.value("select count(*) from jobs.job where id = any (%s::uuid[])", [job_id, again]) == 2
    server.execute("select * from jobs.make_token('server', '\\x77', array['read'])")
    assert server.value("select count(*) from jobs.audit where database_role = 'trial_jobs_server'") >= 3
    assert server.value("select jobs.roll_up()") is not None
    assert migrate(server.connection) == []
    refused(
        server,
        "insert into jobs.audit (act, door, actor) values ('sent', 'sql', 'somebody')",
        "update jobs.audit set actor = 'nobody'",
        "delete from jobs.audit",
        "truncate jobs.audit",
        "select jobs.record_act('sent', '{}')",
        "insert into jobs.token (name, hash, scopes) values ('x', '\\x01', array['operate'])",
        "update jobs.token set revoked_at = null",
        "select * from jobs.gdpr_secret",
        "delete from jobs.gdpr_export_event",
        "drop table jobs.job",
        "create table jobs.mine ()",
    )


def test_who_is_in_no_group_may_nothing(rows: Rows, member: As) -> None:
    nobody = member("nobody")
    refused(nobody, "select jobs.enqueue('news-analyzer', '{}')", "select * from jobs.job")
