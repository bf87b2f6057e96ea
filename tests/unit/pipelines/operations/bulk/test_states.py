"""How operations may be steered, and what is said of jobs that were left alone."""

from __future__ import annotations

import re
from importlib import resources

from pipelines.operations.bulk.states import REASONS, Kind, OperationState, Steer, acts_of, reason_text


def test_only_reruns_can_be_undone_and_what_was_stopped_does_not_go_on() -> None:
    assert acts_of(Kind.RERUN, OperationState.WORKING) == [Steer.PAUSE, Steer.STOP, Steer.UNDO]
    assert acts_of(Kind.RERUN, OperationState.DONE) == [Steer.UNDO]
    assert acts_of(Kind.CANCEL, OperationState.PAUSED) == [Steer.RESUME, Steer.STOP]
    assert acts_of(Kind.DELETE, OperationState.DONE) == acts_of(Kind.RERUN, OperationState.UNDONE) == []


def test_every_reason_of_the_functions_has_its_sentence() -> None:
    folder = resources.files("steps.core.postgres.sql") / "functions" / "operations"
    text = "".join(file.read_text("utf-8") for file in folder.iterdir())
    given = set(re.findall(r"(?:then|return) '([a-z_]+)'", text))
    assert set(REASONS) - given <= {"unknown_step"}  # which comes with the plan of a pipeline
    assert reason_text("sqlstate_23514") == "sqlstate 23514"
