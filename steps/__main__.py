"""python -m steps <step>... --job <id>: one attempt of each step, in a container or in a local worker.

Several steps run one after the other, as long as each is done: so one container can run a whole job.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import cache
from uuid import UUID

from steps.core.errors import ExitCode, StepError, exit_code_of
from steps.core.postgres.session import Session
from steps.core.runner import STEP_SECONDS, Request, run_steps
from steps.core.settings import load_settings
from steps.core.termination import TERMINATION

PATIENCE_SECONDS = 60.0  # for PostgreSQL: a failover takes less, and must not use up a step's retries


@cache
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m steps", description=__doc__)
    parser.add_argument("steps", nargs="+", metavar="step", help="a module of steps/, dashed: validate-job")
    parser.add_argument("--job", required=True, type=UUID, help="the job's id")
    parser.add_argument("--workflow", help="the workflow that runs it; refused if the job is another's")
    parser.add_argument("--seconds", type=float, default=STEP_SECONDS, help="time that all of them may take")
    parser.add_argument("--status", help="exit handler only: the workflow's status")
    parser.add_argument("--failures", help="exit handler only: the workflow's failures as JSON")
    return parser


def parse(arguments: Sequence[str]) -> list[Request]:
    """What to run, in order."""
    known = _parser().parse_args(arguments)
    told = {"workflow_status": known.status, "workflow_failures": known.failures}
    given = {name: value for name, value in told.items() if value is not None}
    return [Request(step, str(known.job), known.seconds, given, known.workflow) for step in known.steps]


def main(arguments: Sequence[str]) -> int:
    requests = parse(arguments)
    TERMINATION.listen()
    try:
        with Session(load_settings(), patience=PATIENCE_SECONDS) as session:
            return run_steps(session, requests).code
    except StepError as error:
        sys.stderr.write(f"{error}\n")
        return exit_code_of(error)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SystemExit as stop:
        # argparse leaves with 2 for wrong usage: that is our mistake, and repeating it does not mend it.
        sys.exit(ExitCode.CONFIGURATION if stop.code == 2 else stop.code)
