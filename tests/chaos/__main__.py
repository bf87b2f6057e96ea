"""`make chaos`: the long form. `python -m tests.chaos [--seed N] [--jobs N] [--seconds N]`; 1 where something broke."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import pytest

from tests.chaos.plan import Form
from tests.chaos.run import run
from tests.chaos.table import text_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=300.0, help="no fault strikes later")
    parser.add_argument("--longest", type=float, default=30.0, help="the most seconds that a fault lasts")
    parser.add_argument(
        "--pause", type=float, help="mean seconds between two faults of a lane (default: a hundredth)"
    )
    parser.add_argument("--logs", type=Path, help="keep the logs of all processes in this folder")
    given = parser.parse_args()
    form = Form(
        seed=given.seed, jobs=given.jobs, seconds=given.seconds, cycles=1_000,
        longest=given.longest,
        pause=given.pause or max(2.0, given.seconds / 100),
        in_flight=150, patience=60.0, speed=1.0, at_once=True, logs=given.logs,
    )  # fmt: skip
    print(f"seed {form.seed}, {form.jobs} jobs, faults for at most {form.seconds:.0f} s", flush=True)
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:7.1f}  {line}", file=sys.stderr, flush=True)

    try:
        report = run(form, say)
    except pytest.skip.Exception as skipped:
        print(f"skipped: {skipped}")
        return 0
    print(text_of(report))
    return 0 if all(check.holds for check in report.checks) and not report.not_hit else 1


if __name__ == "__main__":
    sys.exit(main())
