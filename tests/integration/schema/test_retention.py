"""Old finished jobs are deleted with all that is theirs; whatever is young, alive or still needed stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipelines.control.periodic import all_works, once
from pipelines.core.supervision.pulse import Pulse
from pipelines.operations.housekeeping import retention
from pipelines.operations.housekeeping.retention import delete_old_jobs
from steps.core.errors import ConfigurationError, PermanentError
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from tests.support.rows import Connection

AGE = timedelta(days=30)
TABLES = ("event", "job", "attempt", "output", "provider_call", "document")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path.as_uri())


def finished(connection: Connection, days: float, event_id: str | None = None) -> str:
    """A job with an attempt, an output, a paid call and a document, that ended so many days ago."""
    row = connection.execute("select jobs.enqueue('trial', '{}', %s)::text", [event_id]).fetchone()
    assert row
    job = str(row[0])
    connection.execute("select * from jobs.begin_attempt(%s, 'process-trial')", [job])
    connection.execute(
        "insert into jobs.output (job_id, step, data) values (%s, 'process-trial', '{}')", [job]
    )
    connection.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint) values (%s, 's', 'p', 'f')",
        [job],
    )
    connection.execute(
        "insert into jobs.document (job_id, role, uri) values (%s, 'report', 'file:///x')", [job]
    )
    connection.execute("select jobs.finish(%s, 'completed')", [job])
    end(connection, job, days)
    return job


def end(connection: Connection, job: str, days: float) -> None:
    connection.execute(
        "update jobs.job set finished_at = now() - make_interval(secs => %s) where id = %s",
        [days * 86400, job],
    )


def counted(connection: Connection) -> None:
    connection.execute("update jobs.tally_mark set counted_to = now()")


def left(connection: Connection) -> list[int]:
    rows = [connection.execute(f"select count(*) from jobs.{table}".encode()).fetchone() for table in TABLES]
    return [row[0] for row in rows if row]


def jobs(connection: Connection) -> set[str]:
    return {job for (job,) in connection.execute("select id::text from jobs.job")}


def test_an_old_job_goes_with_everything_and_a_young_one_stays(
    connection: Connection, storage: Storage
) -> None:
    old, young = finished(connection, 31), finished(connection, 29)
    files = {
        job: storage.put(f"jobs/{job}/report.md", b"#", media_type="text/markdown") for job in (old, young)
    }
    sent = storage.put("documents/ab/ab12", b"sent in", media_type="text/plain")
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 1
    assert jobs(connection) == {young}
    assert left(connection) == [1] * len(TABLES)
    assert [storage.exists(file) for file in (files[old], files[young], sent)] == [False, True, True]
    assert delete_old_jobs(connection, storage, AGE) == 0


def test_more_than_fit_into_one_transaction(
    connection: Connection, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    for _ in range(7):
        finished(connection, 31)
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 7
    assert left(connection) == [0] * len(TABLES)


def test_what_waits_or_runs_stays_however_old(connection: Connection, storage: Storage) -> None:
    job = finished(connection, 31)
    connection.execute("alter table jobs.job disable trigger user")
    connection.execute(
        "update jobs.job set status = 'running', finished_at = null, queued_at = now() - interval '99 days'"
    )
    connection.execute("alter table jobs.job enable trigger user")
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 0
    assert jobs(connection) == {job}


def test_what_was_not_counted_yet_stays(connection: Connection, storage: Storage) -> None:
    finished(connection, 31)
    connection.execute("update jobs.tally_mark set counted_to = now() - interval '32 days'")
    assert delete_old_jobs(connection, storage, AGE) == 0
    connection.execute("select jobs.roll_up()")
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 1


def test_a_job_whose_rerun_is_young_stays_with_their_event(connection: Connection, storage: Storage) -> None:
    first = finished(connection, 40, "article-17")
    row = connection.execute("select jobs.rerun(%s)::text", [first]).fetchone()
    assert row
    second = str(row[0])
    connection.execute("select jobs.cancel(%s, '{}')", [second])
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 0
    end(connection, second, 31)
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 2
    assert left(connection) == [0] * len(TABLES)


def test_an_event_goes_with_the_last_of_its_jobs(connection: Connection, storage: Storage) -> None:
    first, second = finished(connection, 31, "one"), finished(connection, 1, "two")
    connection.execute("update jobs.job set event_id = 'one' where id = %s", [second])
    connection.execute("delete from jobs.event where id = 'two'")
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 1
    assert jobs(connection) == {second}
    assert first not in jobs(connection)
    assert left(connection)[0] == 1


def test_an_export_outlives_its_retention_until_it_is_purged(
    connection: Connection, storage: Storage
) -> None:
    job = finished(connection, 31)
    about = {"id": job, "key": f"jobs/{job}/export.zip"}
    connection.execute(
        "insert into jobs.gdpr_export"
        " (request_id, subject_hash, requested_by, verified_how, state, object_key, expires_at)"
        " values (%(id)s, 'hash', 'dpo', 'passport', 'ready', %(key)s, now() + interval '1 day')",
        about,
    )
    counted(connection)
    assert delete_old_jobs(connection, storage, AGE) == 0
    connection.execute("update jobs.gdpr_export set state = 'purged'")
    assert delete_old_jobs(connection, storage, AGE) == 1
    connection.execute("delete from jobs.gdpr_export")


def test_a_storage_that_refuses_keeps_the_rows(
    connection: Connection, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = finished(connection, 31)
    counted(connection)

    def refuse(key: str) -> None:
        raise ConfigurationError("storage_forbidden", "no")

    with monkeypatch.context() as patched:
        patched.setattr(storage, "delete_folder", refuse)
        with pytest.raises(ConfigurationError):
            delete_old_jobs(connection, storage, AGE)
    assert jobs(connection) == {job}
    assert delete_old_jobs(connection, storage, AGE) == 1


def test_jobs_whose_files_cannot_be_deleted_hold_up_no_other(
    connection: Connection, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many: they fill several transactions here."""
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    stuck = {finished(connection, 40) for _ in range(5)}
    finished(connection, 31)
    counted(connection)
    delete = storage.delete_folder

    def refuse(key: str) -> None:
        if key.removeprefix("jobs/") in stuck:
            raise PermanentError("storage_refused", "no")
        delete(key)

    monkeypatch.setattr(storage, "delete_folder", refuse)
    assert delete_old_jobs(connection, storage, AGE) == 1
    assert jobs(connection) == stuck


def test_a_slow_storage_keeps_no_transaction_open(
    connection: Connection, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SECONDS", 0.0)
    for _ in range(3):
        finished(connection, 31)
    counted(connection)
    left_then = []
    assert (
        delete_old_jobs(connection, storage, AGE, after_each=lambda: left_then.append(len(jobs(connection))))
        == 3
    )
    assert left_then == [2, 1, 0]


def test_the_same_event_id_is_a_new_job_after_that(connection: Connection, storage: Storage) -> None:
    first = finished(connection, 31, "article-17")
    counted(connection)
    delete_old_jobs(connection, storage, AGE)
    row = connection.execute(
        "select jobs.enqueue('trial', %s, 'article-17')::text", [json.dumps({})]
    ).fetchone()
    assert row
    assert row[0] != first


def test_the_audit_says_since_when_jobs_stay_as_long_as_they_do(
    connection: Connection, database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=SecretStr(database_url), storage=tmp_path.as_uri())
    for age in (AGE, AGE, None, timedelta(days=7)):
        once(settings, all_works(age), Pulse("housekeeping", 60))
    query = "select details ->> 'to' from jobs.audit where subject = 'JOBS_RETENTION_DAYS' order by id"
    assert [days for (days,) in connection.execute(query)] == [f"{AGE.days}", "0", "7"]
