"""The operator's commands on a database of the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.__main__ import app
from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.pulse import TaskState
from steps.core.errors import StepError
from tests.support.debian import free_port

PROCESS = "process-news-analyzer"
Jobs = Callable[..., Result]


@pytest.fixture
def jobs(api: Any, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Run `jobs ARGUMENTS`; what main() would say of an error of ours stands in `.output`, with its exit code."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("JOBS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOBS_PORT", str(free_port()))  # where another `bgjobs dev` of this machine is not

    def run(*arguments: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(app, list(arguments), input=stdin)
        if isinstance(result.exception, StepError):
            result.exit_code = 2
            result.stdout_bytes = result.exception.message.encode()
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_cancel(api: Any, jobs: Jobs) -> None:
    job_id = api.send()
    assert jobs("cancel", job_id).stdout == "cancelled\n"
    assert jobs("cancel", job_id, "--json").stdout == json.dumps({"id": job_id, "status": "cancelled"}) + "\n"
    done = jobs("cancel", api.completed())
    assert (done.exit_code, done.stdout) == (1, "The job is completed already.\n")


def test_a_job_is_the_same_object_for_command_line_and_api(api: Any, jobs: Jobs) -> None:
    for job_id in (api.completed(), api.failed(), api.send()):
        shown = json.loads(jobs("show", job_id, "--json").stdout)
        assert shown == api.get(f"/api/jobs/{job_id}?result=true").json()
        shown.pop("result")
        assert shown == api.get(f"/api/jobs/{job_id}").json()
    sent = json.loads(
        jobs("send", "news-analyzer", "--data", "-", "--json", stdin='{"text": "Words."}').stdout
    )
    assert sent == json.loads(jobs("show", sent["id"], "--json").stdout)


def test_an_id_may_be_shortened_while_it_is_clear(api: Any, jobs: Jobs) -> None:
    job_id = api.send()
    assert json.loads(jobs("show", job_id[:24], "--json").stdout)["id"] == job_id
    for text, fault in [
        ("abc", "is no job's id"), ("00000000", "there is no such job"), ("not-an-id", "is no job's id"),
    ]:  # fmt: skip
        refused = jobs("show", text)
        assert refused.exit_code == 2
        assert fault in refused.stdout
    api.send()
    assert "more than one job is called so" in jobs("cancel", job_id[:8]).stdout


def test_rerun(api: Any, jobs: Jobs) -> None:
    failed = api.failed()
    new = json.loads(jobs("rerun", failed, "--from", PROCESS, "--json").stdout)
    assert new["rerun_of"] == failed
    assert api.value("select rerun_from from jobs.job where id = %s", new["id"]) == PROCESS
    other = jobs("rerun", failed, "--data", "-", stdin='{"text": "Other words."}').stdout.strip()
    query = "select e.data ->> 'text' from jobs.job j join jobs.event e on e.id = j.event_id where j.id = %s"
    assert api.value(query, other) == "Other words."
    for arguments, stdin, fault in [
        (["--from", "nope"], None, "news-analyzer has the steps validate-job, process-news-analyzer"),
        (["--data", "-"], '{"txt": 1}', "data.txt: is not a known field"),
        (["--data", "-"], "[]", "must be a JSON object"),
    ]:
        refused = jobs("rerun", failed, *arguments, stdin=stdin)
        assert refused.exit_code == 2
        assert fault in refused.stdout


def test_logs(api: Any, jobs: Jobs) -> None:
    job_id = api.send()
    line = {
        "ts": "2026-11-24T06:00:00.000Z",
        "level": "INFO",
        "event": "provider_call",
        "seconds": 0.5,
        "model": "m",
    }
    api.attempt(job_id, "validate-job", log=json.dumps(line))
    api.attempt(job_id, PROCESS, log=json.dumps({**line, "event": "done"}) + "\nno json")
    assert jobs("logs", job_id).stdout.splitlines() == [
        "06:00:00 validate-job provider_call seconds=0.5 model=m",
        f"06:00:00 {PROCESS} done seconds=0.5 model=m",
        f" {PROCESS} text text=no json",
    ]
    lines = [
        json.loads(line)
        for line in jobs("logs", job_id, "--step", "validate-job", "--json").stdout.splitlines()
    ]
    assert lines == [{"step": "validate-job", "attempt": 1, **line}]


def test_explain(api: Any, jobs: Jobs) -> None:
    failed = api.failed()
    told = jobs("explain", failed).stdout
    assert "failed (model_refused) after" in told
    assert f"--from {PROCESS}: runs {PROCESS}, keeps validate-job" in told
    assert json.loads(jobs("explain", failed, "--json").stdout)["id"] == failed
    assert "No dispatcher is alive" in jobs("explain", api.send()).stdout


def test_list_finds_by_words_and_goes_on_where_a_page_ended(api: Any, jobs: Jobs) -> None:
    made = [api.failed() for _ in range(3)]
    api.send()
    found = json.loads(jobs("list", "--search", "refused", "--limit", "2", "--json").stdout)
    assert [job["id"] for job in found["jobs"]] == [made[2], made[1]]
    assert found["next"] == made[1]
    assert found == api.get("/api/jobs", params={"q": "refused", "limit": 2}).json()
    rest = json.loads(jobs("list", "--search", "refused", "--after", made[1], "--json").stdout)
    assert [job["id"] for job in rest["jobs"]] == [made[0]]
    assert rest["next"] is None


def test_tokens(jobs: Jobs, start: Any) -> None:
    made = json.loads(jobs("token", "create", "ci", "--scope", "read", "--days", "3", "--json").stdout)
    assert made["token"].startswith("jobs_")
    listed = jobs("token", "list", "--json").stdout
    assert made["token"] not in listed
    assert [token["scopes"] for token in json.loads(listed)] == [["read"]]
    walled = start(require_token=True)
    assert walled.get("/api/jobs", headers={"Authorization": f"Bearer {made['token']}"}).status_code == 200
    assert "valid until" in jobs("token", "list").stdout
    assert jobs("token", "create", "ci", "--scope", "read").exit_code == 2
    assert "--scope: is none of operate, read, send" in jobs("token", "create", "x", "--scope", "all").stdout
    assert jobs("token", "revoke", "ci").exit_code == 0
    assert jobs("token", "revoke", "ci").exit_code == 1
    assert "revoked" in jobs("token", "list").stdout


def findings(jobs: Jobs) -> dict[str, str]:
    return {finding["subject"]: finding["level"] for finding in json.loads(jobs("doctor", "--json").stdout)}


def test_doctor_finds_nothing_wrong_where_nothing_is(jobs: Jobs) -> None:
    result = jobs("doctor")
    assert result.exit_code == 0, result.stdout
    assert findings(jobs)["schema"] == "ok"
    assert findings(jobs)["storage"] == "ok"


@pytest.mark.parametrize(
    ("variable", "value", "subject", "remedy"),
    [
        ("DATABASE_URL", "postgresql://nobody:s3cret@127.0.0.1:1/x", "PostgreSQL", "look at DATABASE_URL"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:1/v1", "OpenAI", "look at its base URL"),
        ("JOBS_STORAGE", "file:///proc/nowhere", "storage", ""),
        ("JOBS_STORAGE", "/var/s3cret", "storage", ""),
        ("OPENAI_API_KEY", "s3cret s3cret", "OpenAI", ""),
        ("ASSEMBLYAI_API_KEY", "s3cret s3cret", "AssemblyAI", ""),
        ("JOBS_GDPR_DATABASE_URL", "mysql://shop:s3cret@db/shop", "gdpr-exporter", "percent-encoded"),
        ("JOBS_HOST", "0.0.0.0", "server", "bgjobs token create"),
        ("JOBS_HOOKS", "/nowhere/hooks.yaml", "webhooks", ""),
    ],
)
def test_doctor_finds_what_is_wrong_and_says_how_to_mend_it(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, subject: str, remedy: str
) -> None:
    monkeypatch.setenv(variable, value)
    result = jobs("doctor", "--json")
    assert result.exit_code == 1
    (wrong,) = [finding for finding in json.loads(result.stdout) if finding["level"] == "fail"]
    assert wrong["subject"] == subject
    assert wrong["runbook"].startswith("docs/runbooks/")
    assert remedy in wrong["remedy"]
    assert "s3cret" not in result.stdout


def test_doctor_asks_the_database_that_is_exported(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map.yaml").write_text("tables: {}")
    monkeypatch.setenv("JOBS_GDPR_DATA_MAP", str(tmp_path / "map.yaml"))
    monkeypatch.setenv("JOBS_GDPR_DATABASE_URL", "postgresql://shop:s3cret@127.0.0.1:1/shop")
    result = jobs("doctor", "--json")
    (wrong,) = [finding for finding in json.loads(result.stdout) if finding["level"] == "fail"]
    assert wrong["subject"] == "gdpr-exporter"
    assert "JOBS_GDPR_DATABASE_URL" in wrong["text"] + wrong["remedy"]
    assert "s3cret" not in result.stdout


def test_a_wrong_storage_stops_no_command_that_uses_none(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_STORAGE", "nowhere")
    sent = jobs("send", "news-analyzer", "--data", "-", "--json", stdin='{"text": "Words."}')
    assert sent.exit_code == 0, sent.output
    assert jobs("show", json.loads(sent.stdout)["id"]).exit_code == 0


def test_doctor_sees_an_old_schema_and_jobs_that_nobody_takes(api: Any, jobs: Jobs) -> None:
    api.send()
    api.execute("update jobs.migration set name = 'x' where name = '0001_tables'")
    try:
        found = findings(jobs)
        assert (found["schema"], found["dispatcher"]) == ("fail", "fail")
    finally:
        api.execute("update jobs.migration set name = '0001_tables' where name = 'x'")


def test_doctor_tells_of_a_task_that_does_not_live(
    api: Any, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = TaskState(
        name="dispatcher", living=True, since=datetime.now(UTC), beat_at=None, restarts=0, error="",
        error_at=None, down_seconds=0,
    )  # fmt: skip
    failing = {"living": False, "error": "DiskFull 53100", "down_seconds": 31.0}
    services = api.app.state.services
    monkeypatch.setenv("JOBS_PORT", str(api.client.base_url.port))
    monkeypatch.setattr(services, "tasks", lambda: [known])
    assert findings(jobs)["tasks"] == "ok"
    monkeypatch.setattr(services, "tasks", lambda: [known, known.model_copy(update=failing)])
    for needs_token in (False, True):
        monkeypatch.setattr(services, "control", ControlSettings(require_token=needs_token))
        found = json.loads(jobs("doctor", "--json").stdout)
        (wrong,) = [finding for finding in found if finding["level"] == "fail"]
        assert wrong["subject"] == "tasks"
        assert "dispatcher" in wrong["text"]
        assert ("DiskFull 53100" in wrong["text"]) is not needs_token
    assert api.get("/health/tasks").status_code == 401


def test_shells_complete_the_names_of_jobs(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_BGJOBS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "bgjobs send n")
    monkeypatch.setenv("COMP_CWORD", "2")
    completed = CliRunner().invoke(app, [], prog_name="bgjobs")
    assert completed.stdout.split() == ["news-analyzer"]
