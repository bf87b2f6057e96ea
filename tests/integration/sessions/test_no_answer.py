"""A step whose connection is silent until its time is over has not been tried: its job waits for an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.control.executors.local import chain
from tests.support.debian import Debian
from tests.support.network.proxy import proxy_to
from tests.support.trials import Trials, hosting, write_templates
from tests.support.waiting import until

SPEED = 20.0
WAITS = "select code from jobs.job_wait where job_id = %s"
LONGER = "select now() - dispatched_at > '11 s' from jobs.job where id = %s"


def short(template: dict[str, Any]) -> None:
    """Two tries of four seconds."""
    for part in template["spec"]["templates"]:
        if "container" in part:
            part["activeDeadlineSeconds"] = 4
            part["retryStrategy"] = {"limit": "1"}


def test_a_step_that_finds_no_answer_within_its_time_has_not_been_tried(
    debian: Debian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "GRACE_SECONDS", 0.2)
    write_templates(tmp_path, short=short)
    direct = debian.url("jobs", "app")
    with (
        proxy_to(debian.port) as proxy,
        hosting(direct, tmp_path, SPEED, replace(debian, port=proxy.port).url("jobs", "app")),
        Trials.at(debian.url("jobs")) as trials,
    ):
        assert trials.wait(trials.send("short")) == ["completed"]
        with proxy.silent():
            job = trials.send("short")
            assert trials.until_found(WAITS, job) == "database_unavailable"
            until(lambda: trials.value(LONGER, job))
        assert trials.wait(job) == ["completed"]
        assert {outcome[1] for outcome in trials.outcomes(job, "process-short")} <= {"completed", "lost"}
