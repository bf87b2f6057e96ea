"""`helm upgrade` while jobs run, and `helm test`."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.images import ROOT
from tests.e2e.installed import Installed
from tests.e2e.kube import eventually, run
from tests.support.samples import sample

JOB = "news-analyzer"


def test_helm_test_passes(installed: Installed) -> None:
    said = run("helm", "test", "jobs", "-n", installed.kube.namespace)
    assert "Phase:          Succeeded" in said


def test_jobs_go_on_through_an_upgrade(installed: Installed, measured: Callable[[str, str], None]) -> None:
    installed.emulate("faults", [{"on": "openai.responses", "kind": "slow", "seconds": 20}])
    before = installed.send(JOB, *sample(JOB))
    eventually(
        lambda: [each for each in installed.attempts(before) if each["step"] == f"process-{JOB}"],
        "the process step runs",
    )
    run("helm", "upgrade", "jobs", str(ROOT / "charts" / "background-jobs"), "-n", installed.kube.namespace,
        "--reset-then-reuse-values", "--set", "settings.JOBS_LOG_LEVEL=DEBUG")  # fmt: skip
    during = installed.enqueue(JOB, sample(JOB)[0])
    installed.kube("rollout", "status", "deployment/background-jobs-control", "--timeout=180s", seconds=200)
    after = installed.send(JOB, *sample(JOB))
    for job_id in (before, during, after):
        row = installed.final(job_id)
        assert row["status"] == "completed", row["error"]
        assert row["generation"] == 0
    assert installed.trigger_token() == installed.token, "an upgrade keeps the trigger's token"
