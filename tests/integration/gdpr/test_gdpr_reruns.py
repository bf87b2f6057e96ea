"""Any attempt may be repeated: the export keeps its key, a killed one leaves nothing half, the register tells all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from steps.core.errors import ExitCode
from steps.core.storage.storage import Storage
from steps.gdpr.expiry import purge_expired
from tests.integration.gdpr.conftest import MARA, SHOP_MAP
from tests.integration.gdpr.exported import Exported
from tests.support.waiting import PATIENCE, until

ROWS = 400_000


def test_a_second_attempt_writes_the_same_object(
    export: Callable[..., Exported], shop_url: str, connection: psycopg.Connection[Any]
) -> None:
    job_id = str(uuid.uuid4())
    first, second = (export(shop_url, job_id=job_id) for _ in range(2))
    uris = {exported.output.artifacts["export"].uri for exported in (first, second)}
    assert len(uris) == 1
    assert uris.pop().endswith(f"/jobs/{job_id}/export.zip")
    assert second.zip.testzip() is None
    assert first.rows("orders")[0] == second.rows("orders")[0]
    query = "select state, sha256, bytes from jobs.gdpr_export where request_id = %s"
    rows = connection.execute(query, [job_id]).fetchall()
    assert rows == [("ready", second.result.sha256, second.result.bytes)]
    events = "select event from jobs.gdpr_export_event where request_id = %s order by id"
    assert [row[0] for row in connection.execute(events, [job_id])] == ["requested", "created"] * 2


def test_the_register_names_nobody_but_finds_all_exports_of_a_person(
    export: Callable[..., Exported], shop_url: str, connection: psycopg.Connection[Any]
) -> None:
    jobs = [str(uuid.uuid4()) for _ in range(3)]
    for job_id, subject in zip(jobs, (MARA, MARA, "48377"), strict=True):
        export(shop_url, subject, job_id=job_id)
    query = (
        "select row_to_json(e)::text, subject_hash from jobs.gdpr_export e where request_id::text = any(%s)"
    )
    rows = connection.execute(query, [jobs]).fetchall()
    hashes = [row[1] for row in rows]
    assert sorted(map(hashes.count, hashes)) == [1, 2, 2]
    assert not [text for text, _ in rows if MARA in text or "48377" in text]
    assert all(json.loads(text)["verified_how"] == "login" for text, _ in rows)


def test_a_killed_attempt_leaves_no_export_and_the_next_one_makes_it(
    database_url: str, shop_url: str, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    with psycopg.connect(shop_url) as shop:
        shop.execute(
            "insert into logins select 100000 + n, 48213, '2026-01-01'::timestamptz + n * interval '1 minute', "
            "'192.0.2.9', md5(n::text), 'token' from generate_series(1, %s) n", [ROWS],
        )  # fmt: skip
    data = {"subject_id": MARA, "requested_by": "the person", "verified_how": "login"}
    row = connection.execute("select jobs.enqueue('gdpr-exporter', %s)", [json.dumps(data)]).fetchone()
    assert row is not None
    job_id = str(row[0])
    environment = os.environ | {
        "DATABASE_URL": database_url, "JOBS_HOME": str(tmp_path), "JOBS_GDPR_DATABASE_URL": shop_url,
        "JOBS_GDPR_DATA_MAP": str(SHOP_MAP), "JOBS_LOG_STDERR": "false",
    }  # fmt: skip
    command = [sys.executable, "-m", "steps", "process-gdpr-exporter", "--job", job_id]
    root = Path(__file__).parents[3]

    attempt = subprocess.Popen(command, cwd=root, env=environment)
    query = "select done from jobs.attempt where job_id = %s and done > 0"
    until(lambda: connection.execute(query, [job_id]).fetchone())
    attempt.send_signal(signal.SIGKILL)
    assert attempt.wait(PATIENCE) == -signal.SIGKILL
    storage = Storage(tmp_path.joinpath("storage").as_uri())
    key = storage.uri(f"jobs/{job_id}/export.zip")
    assert not storage.exists(key)
    state = "select state, object_key, expires_at > now() from jobs.gdpr_export where request_id = %s"
    assert connection.execute(state, [job_id]).fetchone() == ("building", f"jobs/{job_id}/export.zip", True)

    assert subprocess.run(command, cwd=root, env=environment, check=False).returncode == ExitCode.DONE
    assert storage.exists(key)
    stored = connection.execute(
        "select o.data -> 'result' ->> 'rows', a.done, a.total from jobs.output o "
        "join jobs.attempt a on a.job_id = o.job_id and a.status = 'completed' where o.job_id = %s", [job_id],
    ).fetchone()  # fmt: skip
    assert stored == (str(34 + ROWS), 34 + ROWS, 34 + ROWS)

    folder = tmp_path / "storage" / "jobs" / job_id
    assert (
        len(list(folder.iterdir())) == 3
    )  # the export, the report, and the part that the killed attempt wrote
    purge_expired(connection, storage, datetime.now(UTC) + timedelta(days=8))
    assert [path.name for path in folder.iterdir()] == ["report.md"]


@pytest.mark.parametrize("statement", ["update {} set actor = 'x'", "delete from {}", "truncate {}"])
def test_the_events_of_an_export_can_only_be_added_to(
    export: Callable[..., Exported], shop_url: str, connection: psycopg.Connection[Any], statement: str
) -> None:
    export(shop_url)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        connection.execute(statement.format("jobs.gdpr_export_event"))
