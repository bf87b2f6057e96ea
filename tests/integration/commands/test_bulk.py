"""`--where` of rerun, cancel and delete, and `bgjobs operations`, as a user types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest

from pipelines.control.bulk_worker import BulkWorker
from pipelines.core.supervision.pulse import Pulse
from steps.core.storage.storage import Storage
from tests.support.rows import Rows

Jobs = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def rows(connection: psycopg.Connection[Any]) -> Rows:
    connection.execute("truncate jobs.event, jobs.operation cascade")
    return Rows(connection)


def work(rows: Rows, home: Path) -> None:
    worker = BulkWorker(rows.connection, Storage(home.as_uri()))
    while rows.value("select count(*) from jobs.operation where state in ('working', 'undoing')"):
        worker.turn(Pulse("bulk_worker", 60))


def test_a_rerun_of_many_from_its_dry_run_to_its_undoing(jobs: Jobs, rows: Rows, tmp_path: Path) -> None:
    for _ in range(3):
        rows.failed()
    where = "status=failed pipeline=news-analyzer error=refused since=2h"
    dry = jobs("rerun", "--where", where, "--rate", "10/s", "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()[0]) == (0, "3 jobs would be run again.")
    assert rows.value("select count(*) from jobs.operation") == 0
    begun = jobs("rerun", "--where", where, "--from", "process-news-analyzer", "--why", "again")
    assert begun.returncode == 0, begun.stderr
    operation_id = begun.stdout.strip()
    assert begun.stderr.startswith(
        "rerun of 3 jobs: working, 0 done, 3 to come\nFollow it: bgjobs operations show "
    )
    work(rows, tmp_path)
    told = json.loads(jobs("operations", "show", operation_id, "--json").stdout)
    assert (told["state"], told["done"], told["why"]) == ("done", 3, "again")
    assert told["actor"].count("@") == 1
    assert operation_id in jobs("operations").stdout
    assert json.loads(jobs("operations", "undo", operation_id, "--json").stdout)["state"] == "undoing"
    work(rows, tmp_path)
    assert "undone, 3 done, 3 undone" in jobs("operations", "show", operation_id).stdout
    refused = jobs("operations", "resume", operation_id)
    assert (refused.returncode, refused.stderr) == (
        2,
        "the operation is undone; possible is nothing any more\n",
    )


def test_cancel_and_delete_of_many(jobs: Jobs, rows: Rows, tmp_path: Path) -> None:
    queued = [rows.enqueue() for _ in range(2)]
    assert jobs("cancel", "--where", "status=queued").returncode == 0
    work(rows, tmp_path)
    assert rows.statuses(*queued) == ["cancelled"] * 2
    rows.execute("update jobs.job set finished_at = finished_at - interval '1 minute'")
    told = jobs("delete", "--where", "status=cancelled", "--json")
    assert json.loads(told.stdout)["total"] == 2
    work(rows, tmp_path)
    assert rows.value("select count(*) from jobs.job") == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rerun"], "ID: is missing; name a job, or select many"),
        (["rerun", "0198c0de", "--where", "status=failed"], "ID: names one job, and --where selects many"),
        (["rerun", "--where", "status=failed", "--data", "-"], "--data: is for one job"),
        (["cancel", "--where", ""], "where: says nothing, so every job would be meant; to cancel all of them, say"),
        (["delete"], "--where: is missing; select jobs"),
        (["delete", "--where", "stat=failed"], "stat: is no field of a selection; did you mean status?"),
        (["cancel", "--where", "status=queued", "--rate", "x"], "rate: must be such as 10/s"),
        (["delete", "--all"], "no job fits that could be used for delete; nothing was begun"),
        (["operations", "show", "0198c0de-0000-7000-8000-000000000001"], "ID: there is no such operation"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(jobs: Jobs, rows: Rows, arguments: list[str], sentence: str) -> None:
    told = jobs(*arguments)
    assert told.returncode == 2
    assert told.stderr.startswith(sentence)
    assert told.stdout == ""


def test_an_erasure_from_its_dry_run_to_its_receipt(jobs: Jobs, rows: Rows, tmp_path: Path) -> None:
    job_id = rows.failed({"data": {"text": "Words of Ana."}, "options": {"tenant": "ana"}})
    rows.execute("update jobs.job set workflow_ended_at = now()")
    dry = jobs("erase", "--tenant", "ana", "--dry-run")
    assert dry.stdout.splitlines() == [
        "1 job would be erased, 0 of them cancelled first,",
        "with 1 event and 0 refused events.",
        f"Such as {job_id}",
        "Nothing was changed.",
    ]
    begun = jobs("erase", "--tenant", "ana", "--why", "a request by letter")
    work(rows, tmp_path)
    receipt = json.loads(jobs("operations", "receipt", begun.stdout.strip()).stdout)
    assert (receipt["state"], receipt["erased"]["jobs"], receipt["why"]) == ("done", 1, "a request by letter")
    assert receipt["selection"].startswith("tenant=hmac:")
    told = json.loads(jobs("show", job_id, "--json").stdout)
    assert (told["tenant"], told["error"]["message"]) == (None, "erased")
    assert told["erased_at"]
    assert jobs("rerun", job_id).stderr.startswith("what it was sent was erased on request")
    assert jobs("erase").stderr == "tenant: give one of tenant, tag and match\n"
