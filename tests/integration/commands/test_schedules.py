"""`bgjobs schedule`, as a person types it and as a program reads it."""

from __future__ import annotations

import json
from typing import Any

ARTICLE = json.dumps({"text": "A bridge opened in Aveling on Monday, the mayor said."})


def set_one(jobs: Any, name: str, *more: str) -> Any:
    return jobs("schedule", "set", name, "news-analyzer", *more, "--data", "-", stdin=ARTICLE)


def test_a_schedule_is_set_shown_paused_resumed_run_and_removed(jobs: Any) -> None:
    assert "No schedules yet" in jobs("schedule", "list").stderr
    done = set_one(jobs, "nightly", "--cron", "0 3 * * *", "--tz", "Europe/Berlin", "--tag", "region=eu")
    assert (done.returncode, done.stderr) == (0, "Set.\n")
    assert "0 3 * * * Europe/Berlin" in done.stdout
    assert done.stdout.count(" 03:00 +0") == 10
    options = ("--jitter", "2m", "--catch-up", "2h", "--at-most", "3", "--tenant", "acme", "--priority", "-1")
    made = json.loads(set_one(jobs, "often", "--every", "15m", *options, "--json").stdout)
    assert (made["every"], made["jitter"], made["catch_up"], made["at_most"]) == (900, 120, 7200, 3)
    assert (made["tenant"], made["priority"], len(made["next_times"])) == ("acme", -1, 10)
    listed = jobs("schedule", "list").stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["nightly", "often"]
    paused = jobs("schedule", "pause", "often", "--why", "the newsroom is closed")
    assert ": the newsroom is closed" in paused.stdout
    assert "would be next" in paused.stdout
    assert json.loads(jobs("schedule", "resume", "often", "--json").stdout)["paused_at"] is None
    job_id = jobs("schedule", "run", "nightly").stdout.strip()
    assert json.loads(jobs("show", job_id, "--json").stdout)["event_id"].startswith("nightly/run/")
    assert jobs("schedule", "remove", "often").stdout == "Removed.\n"
    assert len(json.loads(jobs("schedule", "list", "--json").stdout)["schedules"]) == 1


def test_what_is_wrong_is_named_and_leaves_with_2(jobs: Any) -> None:
    done = set_one(jobs, "nightly", "--cron", "61 * * * *", "--tz", "Berlin")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "cron: is not valid: the field minute",
        "tz: is no IANA time zone such as Europe/Berlin",
    ]
    done = jobs("schedule", "set", "nightly", "news-analyser", "--every", "1h")
    assert (done.returncode, "did you mean news-analyzer?" in done.stderr) == (2, True)
    for act in ("show", "pause", "resume", "remove", "run"):
        done = jobs("schedule", act, "no-such")
        assert (done.returncode, "there is no such schedule" in done.stderr) == (2, True), act
