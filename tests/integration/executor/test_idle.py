"""A job whose executor was away, or stood still, has all of its time left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.trials import Trials, hosted

HOUR = "interval '1 hour'"


@pytest.fixture
def trials_alone(database_url: str) -> Iterator[Trials]:
    with Trials.at(database_url) as trials:
        yield trials


def an_hour_passes(trials: Trials, job: str) -> None:
    trials.execute(f"update jobs.dispatcher set seen_at = seen_at - {HOUR}")
    trials.execute(
        f"update jobs.job set deadline_at = deadline_at - {HOUR}, dispatched_at = dispatched_at - {HOUR},"
        f" queued_at = queued_at - {HOUR} where id = %s",
        [job],
    )
    trials.execute(f"update jobs.attempt set started_at = started_at - {HOUR} where job_id = %s", [job])


def test_an_hour_between_a_kill_and_the_next_start(
    database_url: str, folder: Path, trials_alone: Trials
) -> None:
    with hosted(database_url, folder) as host:
        job = trials_alone.send(behave="sleep")
        trials_alone.until_found(
            "select 1 from jobs.attempt where job_id = %s and step = 'process-trial'", job
        )
        host.kill()
        host.wait()
    an_hour_passes(trials_alone, job)
    with hosted(database_url, folder):
        assert trials_alone.wait(job) == ["completed"]
    assert trials_alone.tries(job) == [("lost", None, "lost"), ("completed", 0, None)]
