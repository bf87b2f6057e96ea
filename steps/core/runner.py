"""One attempt of one step: load the job from Postgres, build Input, run, store Output, answer with an exit code.

The round trip lives here, once for all steps, so a step is a function of typed values. A finished step is not run
again: its stored output stands. So any attempt may be repeated, and a job may start again in the middle.
"""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, NamedTuple, cast

from steps.core.context import EVENTS, Context, Step, build_input
from steps.core.errors import (
    ExitCode,
    NotReady,
    PermanentError,
    StepError,
    TemporaryError,
    Unavailable,
    exit_code_of,
)
from steps.core.logs import capture
from steps.core.needs import environment_for, needs_of
from steps.core.outcome import UNEXPECTED, JobError
from steps.core.postgres.attempts import Begun, Left, Progress, attempt_status, begin, end, end_and_begin
from steps.core.postgres.failures import waits_for
from steps.core.postgres.loading import readable
from steps.core.postgres.log_writer import LogWriter
from steps.core.postgres.session import Session
from steps.core.postgres.sql import load
from steps.core.termination import TERMINATION
from steps.core.text.redaction import redact

QUERIES = load("jobs.sql")
AGAIN_SECONDS = 2.0  # before a step runs again that met something which is not to be had
LOG_WRITER = LogWriter()
STEP_SECONDS = 7200.0  # the longest a step may take when neither its template nor its job says less
REFUSALS = {
    "missing": "there is no job of this id",
    "final": "the job is final and stays as it is; run it again as a new job",
    "taken": "another workflow runs this job",
}


@dataclass(frozen=True)
class Request:
    """Which step of which job to run. `given` holds what only the exit handler is told (the workflow's status);
    `workflow` is the one that asks, and is refused if the job is another's."""

    step: str
    job_id: str
    seconds: float = STEP_SECONDS
    given: Mapping[str, Any] = field(default_factory=dict)
    workflow: str | None = None


GoOn = Callable[[], Request | None]  # the step with which this process goes on, if it does


class Ran(NamedTuple):
    """How an attempt ended, and the attempt that was opened with its end."""

    code: ExitCode
    begun: Begun | None = None


@cache
def find_step(name: str, packages: str = "steps") -> Step:
    """The module of a step by its dashed name. Errors: PermanentError `unknown_step`."""
    for package in packages.split(","):
        module = f"{package}.{name.replace('-', '_')}"
        try:
            return cast(Step, importlib.import_module(module))
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    raise PermanentError("unknown_step", f"there is no step {name!r} in {packages}")


def recorded(error: BaseException, step: str, attempt: int) -> JobError:
    """What Postgres keeps of an error. Texts of exceptions that are not ours may hold anything, so they stay out."""
    retryable = exit_code_of(error) == ExitCode.TEMPORARY
    if isinstance(error, StepError):
        code, message = error.code, redact(error.message)
    else:
        code, message = UNEXPECTED, f"{type(error).__name__} at {capture.where(error)}"
    return JobError(code=code, message=message, step=step, attempt=attempt, retryable=retryable)


def runs_at_exit(name: str, packages: str) -> bool:
    """Whether this step runs however the others end, so that a job which is final already is no fault."""
    return bool(getattr(find_step(name, packages), "ON_EXIT", False))


def run_steps(
    session: Session, requests: Sequence[Request], *, begun: Begun | None = None, go_on: GoOn = lambda: None
) -> Ran:
    """Run them one after the other in what is left of the time, until one is not done. A session with patience waits
    for what is not to be had, and runs the step again. `begun`: the first one's attempt, where it is open already.
    `go_on` is asked once the last one is done, before that is recorded. Errors: as `run_step`."""
    began = time.monotonic()
    ran = Ran(ExitCode.DONE, begun)
    for place, request in enumerate(requests):
        following = partial(requests.__getitem__, place + 1) if place + 1 < len(requests) else go_on
        ran = _patiently(session, request, began + request.seconds, ran.begun, following)
        if ran.code != ExitCode.DONE:
            break
    return ran


def _patiently(session: Session, request: Request, until: float, begun: Begun | None, go_on: GoOn) -> Ran:
    while True:
        began = time.monotonic()
        try:
            return run_step(session, replace(request, seconds=until - began), begun=begun, go_on=go_on)
        except Unavailable:
            if time.monotonic() > min(began + session.patience, until - AGAIN_SECONDS):
                raise
            begun = None
            with TERMINATION.heard():
                time.sleep(AGAIN_SECONDS)


def run_step(
    session: Session, request: Request, *, begun: Begun | None = None, go_on: GoOn = lambda: None
) -> Ran:
    """Run one attempt and record it; as `run_steps`. Errors: Unavailable."""
    begun = begun or begin(session, request.job_id, request.step, request.workflow)
    outcome, pipeline, queued_at, seconds_left, number, data, outputs = begun
    if outcome == "done" or (
        outcome == "final" and runs_at_exit(request.step, session.settings.step_packages)
    ):
        return Ran(ExitCode.DONE)
    if outcome != "run" or pipeline is None or number is None:
        return Ran(_refused(session, request, pipeline or "", outcome))
    key = {"job_id": request.job_id, "step": request.step, "number": number}
    with capture.capture(
        job_id=request.job_id,
        pipeline=pipeline,
        step=request.step,
        attempt=number,
        level=session.settings.log_level,
        limit_bytes=session.settings.log_bytes,
        to_stderr=session.settings.log_stderr,
    ) as captured:
        context = Context(
            job_id=request.job_id,
            pipeline=pipeline,
            step=request.step,
            attempt=number,
            queued_at=queued_at,
            deadline=_deadline(request.seconds, seconds_left),
            settings=session.settings,
            connection=session.connection,
            log=captured.log,
            report_progress=Progress(session, key),
        )
        with LOG_WRITER.follow(session, key, captured):
            output, error = _attempt(context, request, data, outputs, partial(_gathered, session, request))
    code = ExitCode.DONE if error is None else exit_code_of(error)
    ended = context.outcome if error is None else None
    left = Left(
        status=attempt_status(error),
        exit_code=code,
        output=output,
        log=captured.text() or None,
        error=None if error is None else recorded(error, request.step, number),
        verdict=ended.status if ended else None,
        verdict_error=ended.error if ended else None,
    )
    if error is None and ended is None and (following := go_on()) is not None:
        opened = end_and_begin(session, key, left, following.step, following.workflow)
        return Ran(ExitCode.DONE if opened else ExitCode.TEMPORARY, opened)
    code = code if end(session, key, left) else ExitCode.TEMPORARY
    if isinstance(error, Unavailable):
        raise error
    return Ran(code)


def _refused(session: Session, request: Request, pipeline: str, outcome: str) -> ExitCode:
    stderr = session.settings.log_stderr
    with capture.capture(
        job_id=request.job_id, pipeline=pipeline, step=request.step, attempt=0, to_stderr=stderr
    ) as captured:
        captured.log.warning("step_refused", extra={"reason": REFUSALS[outcome]})
    return ExitCode.PERMANENT


def _gathered(session: Session, request: Request) -> list[Any]:
    row = session.fetch(QUERIES["gathered_events"], {"job_id": request.job_id})
    return row[0] if row else []


def _attempt(
    context: Context,
    request: Request,
    data: Mapping[str, Any],
    outputs: Mapping[str, Mapping[str, Any]],
    gathered: Callable[[], list[Any]],
) -> tuple[str | None, BaseException | None]:
    try:
        with TERMINATION.heard():
            step = find_step(request.step, context.settings.step_packages)
            if not getattr(step, "ON_EXIT", False):  # which ends the job, whatever its data is
                readable(data, "data")
                readable(outputs, "an earlier step's output")
            told = request.given
            if EVENTS in step.Input.model_fields:
                told = {**told, EVENTS: gathered()}
            given = build_input(step, context.pipeline, data, outputs, told)
            context.limit_to(needs_of(step))
            with environment_for(context.needs):
                output = step.run(given, context)
            return output.model_dump_json(), None
    except StepError as raised:
        return None, _told(context, _reason(raised, context))
    except Exception as error:
        if (unavailable := waits_for(error)) is not None:
            return None, _told(context, unavailable)
        context.log.exception("step_failed", extra={"code": UNEXPECTED})
        return None, error


def _told(context: Context, error: StepError) -> StepError:
    waits = isinstance(error, NotReady | Unavailable)
    level, event = (logging.INFO, "step_waiting") if waits else (logging.ERROR, "step_failed")
    context.log.log(level, event, extra={"code": error.code, "error": error.message})
    return error


def _reason(error: StepError, context: Context) -> StepError:
    """A step that is told to stop as its time ends ran into its deadline; Argo counts that in whole seconds."""
    if error.code == "terminated" and context.time_left < 2:
        return TemporaryError("deadline_exceeded", "the step did not end within its time")
    return error


def _deadline(seconds: float, seconds_left: float | None) -> float:
    """`seconds_left`: of the job, by the clock of the database, which set its deadline."""
    return time.monotonic() + (seconds if seconds_left is None else min(seconds, seconds_left))
