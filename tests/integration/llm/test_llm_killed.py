"""A step that is killed pays only for what is missing when it runs again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.integration.llm.conftest import Asker
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]


def run_five_parts(job: Asker, database_url: str, die: str = "never") -> tuple[int, list[str]]:
    program = [sys.executable, "-m", "tests.integration.llm.five_parts", database_url]
    ran = subprocess.run(
        [*program, job.emulators.openai_base_url, job.job_id, die],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=2 * PATIENCE,
    )  # fmt: skip
    return ran.returncode, ran.stdout.splitlines()


def test_killed_after_call_3_of_5_the_rerun_makes_it_5_in_all(job: Asker, database_url: str) -> None:
    assert run_five_parts(job, database_url, "after-part-3")[0] == 9
    assert job.calls == 3
    assert run_five_parts(job, database_url) == (0, ["1.50 1"] * 5)
    assert job.calls == 5
    by_request = job.emulators.calls.all("openai.responses")
    assert len({call.fingerprint for call in by_request}) == 5
    assert run_five_parts(job, database_url) == (0, ["1.50 1"] * 5)
    assert job.calls == 5


def test_killed_with_an_answer_in_hand_only_that_one_is_paid_twice(job: Asker, database_url: str) -> None:
    assert run_five_parts(job, database_url, "before-record-3")[0] == 9
    assert [row["state"] for row in job.rows()] == ["succeeded", "succeeded", "intent"]
    assert run_five_parts(job, database_url) == (0, ["1.50 1", "1.50 1", "1.50 2", "1.50 1", "1.50 1"])
    assert job.calls == 6


def test_killed_twice_with_the_same_call_in_hand_it_is_not_paid_a_third_time(
    job: Asker, database_url: str
) -> None:
    for _ in range(2):
        assert run_five_parts(job, database_url, "before-record-3")[0] == 9
    assert job.calls == 4
    assert run_five_parts(job, database_url) == (1, ["1.50 1", "1.50 1"])
    assert job.calls == 4
    assert [(row["state"], row["attempts"], row["lost"]) for row in job.rows()][2] == ("intent", 3, 2)
