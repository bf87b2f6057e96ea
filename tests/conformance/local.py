"""The halves on this machine: the same templates on the executors `local` and `warm` of this checkout."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import psycopg
import yaml

from pipelines.control.share import Share
from tests.conformance.cases import Case, template
from tests.conformance.record import Record
from tests.conformance.sent import Running, run_cases
from tests.support import trial_host
from tests.support.processes import in_thread

SPEED = 10.0  # the waits between attempts are this much shorter


def run_locally(
    url: str, folder: Path, cases: Sequence[Case], share: Share | None = None
) -> dict[str, Record]:
    """What each case left, by its name. `share`: on the executor `warm`, for pipelines that run so."""
    (folder / "templates").mkdir()
    with psycopg.connect(url, autocommit=True) as connection:
        for case in cases:
            told = [case.name, "warm" if share else "pods"]
            connection.execute(
                "insert into jobs.pipeline (name, runs) values (%s, %s)"
                " on conflict (name) do update set runs = excluded.runs",
                told,
            )
    for case in cases:
        text = yaml.safe_dump(template(case, local=True))
        (folder / "templates" / f"{case.name}.yaml").write_text(text)
    with in_thread(partial(trial_host.host, url, folder, SPEED, share=share)):
        return run_cases(url, cases, _stop, seconds=60)


def _stop(step: Running) -> None:
    os.kill(step.pid, signal.SIGTERM)
