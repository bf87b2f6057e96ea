"""From event to result by command: what users type, what they get, and the exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.commands.conftest import environment
from tests.support.waiting import PATIENCE, until

ARTICLE = {
    "text": "Bridge opens\n\nThe town of Aveling opened a bridge on Monday, the mayor said. It cost 3 million euros."
}
EXPORT = {"subject_id": "no such person", "requested_by": "somebody", "verified_how": "login"}


def test_run_prints_one_object(jobs: Any) -> None:
    done = jobs("run", "news-analyzer", "--data", "-", "--json", stdin=json.dumps(ARTICLE))
    assert done.returncode == 0, done.stderr
    job = json.loads(done.stdout)
    assert list(job) == [
        "id", "pipeline", "status", "error", "event_id", "priority", "run_at", "queued_at", "dispatched_at",
        "started_at", "finished_at", "deadline_at", "generation", "executor", "workflow", "rerun_of", "rerun_from",
        "operation", "erased_at",
        "tenant", "tags", "taken_by", "gathered", "moved", "attempts", "result", "advice",
    ]  # fmt: skip
    assert (job["pipeline"], job["status"], job["error"]) == ("news-analyzer", "completed", None)
    assert job["result"]["engine"] == "rules"
    assert job["result"]["quality_note"]
    assert [attempt["step"] for attempt in job["attempts"]] == [
        "validate-job",
        "process-news-analyzer",
        "update-job-status",
    ]
    assert "rules answer, not a model" in done.stderr


def test_run_for_people_shows_attempts_and_report(jobs: Any) -> None:
    done = jobs("run", "news-analyzer", "--data", "-", stdin=json.dumps(ARTICLE))
    assert done.returncode == 0
    assert "process-news-analyzer" in done.stdout
    assert "Aveling" in done.stdout
    assert "\x1b[" not in done.stdout


def test_a_document_that_is_no_article_fails_the_job_at_once(jobs: Any, tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 20)
    done = jobs("run", "news-analyzer", "--document", tmp_path / "noise.txt", "--json")
    assert done.returncode == 1
    job = json.loads(done.stdout)
    assert (job["status"], job["error"]["code"], job["error"]["retryable"]) == (
        "failed",
        "unsupported_document",
        False,
    )
    assert [attempt["number"] for attempt in job["attempts"]] == [1, 1, 1]


def test_a_job_without_its_settings_says_which(jobs: Any) -> None:
    done = jobs("run", "gdpr-exporter", "--data", "-", "--json", stdin=json.dumps(EXPORT))
    assert done.returncode == 1
    assert "JOBS_GDPR_DATABASE_URL" in json.loads(done.stdout)["error"]["message"]


def test_send_queues_where_nothing_runs(jobs: Any, connection: psycopg.Connection[Any]) -> None:
    first = jobs("send", "news-analyzer", "--data", "-", "--event-id", "a-1", stdin=json.dumps(ARTICLE))
    assert first.returncode == 0
    assert "start `bgjobs dev`" in first.stderr
    again = jobs("send", "news-analyzer", "--data", "-", "--event-id", "a-1", stdin=json.dumps(ARTICLE))
    assert again.stdout == first.stdout
    row = connection.execute("select status from jobs.job where id = %s", [first.stdout.strip()]).fetchone()
    assert row == ("queued",)
    listed = json.loads(jobs("list", "--status", "queued", "--json").stdout)
    assert [job["id"] for job in listed["jobs"]] == [first.stdout.strip()]


@pytest.fixture
def dev(tmp_path: Path, database_url: str) -> Any:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "dev"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(tmp_path / "home", database_url),
    )
    assert process.stdout
    for line in process.stdout:
        if line.startswith("Ready"):
            break
    yield process
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


@pytest.mark.usefixtures("dev")
def test_dev_runs_what_is_sent(jobs: Any) -> None:
    sent = jobs("send", "news-analyzer", "--data", "-", "--wait", "--json", stdin=json.dumps(ARTICLE))
    assert sent.returncode == 0
    job = json.loads(sent.stdout)
    assert job["status"] == "completed"
    shown = jobs("show", job["id"], "--json", "--follow")
    assert json.loads(shown.stdout) == job


def test_run_is_its_own_where_its_database_is_embedded(tmp_path: Path) -> None:
    """Its PostgreSQL, emulators and workers are gone when it ends; what it stored is there the next time."""
    told = environment(tmp_path / "home", None)
    data = json.dumps(EXPORT)
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "run", "gdpr-exporter", "--data", "-", "--json"],
        input=data,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
        env=told,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout, done.stderr
    job = json.loads(done.stdout)
    assert job["error"]["code"] == "subject_not_found"
    until(lambda: not (tmp_path / "home" / "postgres" / "postmaster.pid").exists())
    shown = subprocess.run(
        [sys.executable, "-m", "pipelines", "show", job["id"], "--json"],
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
        env=told,
    )
    assert json.loads(shown.stdout) == job
