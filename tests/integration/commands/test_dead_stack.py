"""Who waits for a job ends, in a sentence, once what it started to run the job does not live any more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.commands.terminal import watch
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from steps.core.settings import Settings
from tests.integration.commands.conftest import environment
from tests.support.rows import Rows
from tests.support.waiting import PATIENCE, until

NOBODY = UUID("00000000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("lost", "command"),
    [
        ("sequence jobs.owner_id", ("run", "news-analyzer", "--data", "-")),  # it never starts
        ("function jobs.claim", ("run", "news-analyzer", "--data", "-")),
        ("function jobs.claim", ("demo",)),
    ],
)
def test_a_command_ends_when_its_dispatcher_cannot_live(
    database_url: str, tmp_path: Path, lost: str, command: tuple[str, ...]
) -> None:
    name = lost.partition(".")[2]
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"alter {lost} rename to {name}_away")
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pipelines", *command],
                input='{"text": "Words."}',
                capture_output=True,
                text=True,
                timeout=2 * PATIENCE,
                check=False,
                env={**environment(tmp_path / "home", database_url), "JOBS_TASK_PATIENCE": "1"},
            )
        finally:
            connection.execute(f"alter {lost}_away rename to {name}")
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1, done.stderr
    assert last.startswith("the task dispatcher has not lived for ")
    assert "Traceback" not in done.stderr


def test_a_watch_ends_when_the_thread_that_dispatches_died(database_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=SecretStr(database_url), home=tmp_path)
    with psycopg.connect(database_url, autocommit=True) as connection:
        job_id = Rows(connection).enqueue({"text": "Words."}, pipeline="news-analyzer")
    with Database(settings) as database, LocalStack(database, only_job=NOBODY, places=1) as stack:
        assert stack._loop is not None
        stack._loop.call_soon_threadsafe(sys.exit, "the end")
        looks = watch.follow(database.url, [job_id], stack.check)
        with pytest.raises(SystemExit, match="the end"):
            until(lambda: next(looks) == [])
