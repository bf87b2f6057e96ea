"""The kinds and states of operations, and why one of their jobs was left alone: the only place that spells them."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is done to each job of a selection."""

    RERUN = "rerun"
    CANCEL = "cancel"
    DELETE = "delete"


ERASE = "erase"  # the kind of an operation that an erasure alone begins


class AskedKind(StrEnum):
    """What may be asked for over HTTP: each of these, and an erasure."""

    RERUN = Kind.RERUN
    CANCEL = Kind.CANCEL
    DELETE = Kind.DELETE
    ERASE = ERASE


class OperationState(StrEnum):
    """Where an operation is. `done`, `stopped` and `undone` are ends; what is done may still be undone."""

    WORKING = "working"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class ItemState(StrEnum):
    """What became of one job of the selection."""

    PENDING = "pending"
    DONE = "done"
    LEFT_ALONE = "left_alone"
    UNDONE = "undone"


class Steer(StrEnum):
    """How a person steers an operation."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    UNDO = "undo"


ENDED = frozenset({OperationState.STOPPED, OperationState.DONE, OperationState.UNDONE})
AT_WORK = frozenset({OperationState.WORKING, OperationState.UNDOING})

REASONS = {
    "gone": "the job was deleted meanwhile",
    "not_final": "the job is not final",
    "erased": "what it was sent was erased on request",
    "final_already": "the job came to its end before",
    "unknown_pipeline": "its pipeline is not there any more",
    "unknown_step": "its pipeline has no such step",
    "step_not_reached": "an earlier step has left nothing, so it cannot begin there",
    "rerun_left": "a rerun of it is left, which may use its files",
    "export_left": "its export of personal data still lies in storage",
    "begun_already": "its new job had begun, so it was not undone",
}


def reason_text(code: str) -> str:
    """The sentence for a code; of another one, the code."""
    return REASONS.get(code, code.replace("_", " "))


def acts_of(kind: str, state: str) -> list[Steer]:
    """How an operation of this kind may be steered in this state."""
    fits = {
        Steer.PAUSE: state == OperationState.WORKING,
        Steer.RESUME: state == OperationState.PAUSED,
        Steer.STOP: state in (OperationState.WORKING, OperationState.PAUSED),
        Steer.UNDO: kind == Kind.RERUN and state not in (OperationState.UNDOING, OperationState.UNDONE),
    }
    return [act for act, fit in fits.items() if fit]
