"""Deleted jobs go with all that belongs to them; what must outlive them stays."""

from __future__ import annotations

from pathlib import Path

from tests.integration.bulk.conftest import Bulk

TABLES = ["job", "event", "attempt", "output", "provider_call", "document", "job_wait"]


EXPORT = (
    "insert into jobs.gdpr_export"
    " (request_id, subject_hash, requested_by, verified_how, state, object_key, expires_at)"
    " values (%s, 'h', 'r', 'v', %s, 'k', now())"
)


def rows_left(bulk: Bulk) -> dict[str, int]:
    return {name: count for name in TABLES if (count := bulk.value(f"select count(*) from jobs.{name}"))}


def with_everything(bulk: Bulk) -> str:
    """A completed job that has rows in every table, and files."""
    job_id = bulk.completed()
    bulk.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint) values (%s, 's', 'openai', 'f')",
        [job_id],
    )
    bulk.execute("insert into jobs.document (job_id, role, uri) values (%s, 'report', 'file:///x')", [job_id])
    bulk.execute("insert into jobs.job_wait (job_id, code, message) values (%s, 'x', 'y')", [job_id])
    bulk.storage.put(f"jobs/{job_id}/report.md", b"words", media_type="text/markdown")
    return job_id


def test_a_job_goes_with_its_rows_its_files_and_its_event(bulk: Bulk, tmp_path: Path) -> None:
    for _ in range(3):
        with_everything(bulk)
    bulk.counted()
    assert bulk.work(bulk.freeze("delete", "status=completed")).done == 3
    assert rows_left(bulk) == {}
    assert not list(tmp_path.rglob("report.md"))


def test_counters_audit_and_register_stay(bulk: Bulk) -> None:
    job_id = with_everything(bulk)
    bulk.execute(EXPORT, [job_id, "purged"])
    counted = "select coalesce(sum(value), 0) from jobs.tally where metric = 'finished'"
    bulk.counted()
    bulk.execute("update jobs.tally_mark set counted_to = '-infinity'")
    before = bulk.value(counted)
    assert bulk.work(bulk.freeze("delete", "status=completed", why="asked to")).done == 1
    assert bulk.value(counted) == before + 1
    assert bulk.value("select count(*) from jobs.gdpr_export") == 1
    acts = bulk.execute("select act, job_id::text from jobs.audit order by id").fetchall()
    assert acts == [("operation_started", None), ("deleted", job_id)]


def test_a_job_that_ended_just_now_is_counted_first(bulk: Bulk) -> None:
    bulk.completed()
    counted = "select coalesce(sum(value), 0) from jobs.tally where metric = 'finished'"
    before = bulk.value(counted)
    assert bulk.work(bulk.freeze("delete", "status=completed")).done == 1
    assert bulk.value(counted) == before + 1


def test_what_cannot_go_is_left_alone_with_its_reason(bulk: Bulk) -> None:
    repeated, exported, gone = bulk.failed(), bulk.completed(), bulk.completed()
    rerun = bulk.value("select jobs.rerun(%s)", repeated)
    bulk.execute(EXPORT, [exported, "ready"])
    bulk.counted()
    operation_id = bulk.freeze("delete", "status=completed,failed")
    bulk.execute("delete from jobs.job where id = %s", [gone])
    found = bulk.work(operation_id)
    assert found.done == 0
    assert {reason.reason: reason.ids for reason in found.reasons} == {
        "rerun_left": [repeated],
        "export_left": [exported],
        "gone": [gone],
    }
    assert bulk.statuses(rerun) == ["queued"]


def test_a_rerun_goes_before_the_job_that_it_repeats(bulk: Bulk) -> None:
    first = bulk.failed()
    second = str(bulk.value("select jobs.rerun(%s)", first))
    bulk.finish(second, "failed", {"code": "lost", "message": "", "retryable": True})
    bulk.counted()
    assert bulk.work(bulk.freeze("delete", "status=failed")).done == 2
    assert rows_left(bulk) == {}


def test_an_event_that_another_job_has_stays(bulk: Bulk) -> None:
    first = bulk.failed()
    second = bulk.value("select jobs.rerun(%s)", first)
    bulk.execute("update jobs.job set rerun_of = null where id = %s", [second])
    bulk.counted()
    assert bulk.work(bulk.freeze("delete", "status=failed")).done == 1
    assert rows_left(bulk) == {"job": 1, "event": 1}
