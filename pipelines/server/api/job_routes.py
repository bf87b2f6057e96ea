"""/api/jobs: what became of jobs, and what an operator does to them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from pipelines.operations.attempt_logs import log_lines
from pipelines.operations.cancellation import cancel
from pipelines.operations.explain.explanation import Explanation, explain
from pipelines.operations.jobs import AttemptView, JobView, attempt_logs, find_job, find_result
from pipelines.operations.lists import JobFilter, Jobs, jobs_page
from pipelines.operations.reruns import CannotRerun, rerun
from pipelines.server.access.origins import origin_of
from pipelines.server.api.json_bodies import JsonRoute
from pipelines.server.job_ids import JobId
from pipelines.server.problems import Problem
from pipelines.server.services import Serving
from steps.core.models import Closed, Envelope, Text
from steps.core.status import JobStatus

router = APIRouter(prefix="/api/jobs", tags=["jobs"], route_class=JsonRoute)


class ResultFields(BaseModel):
    """The fields of the pipeline's own result; `k8s/schemas/results/<pipeline>.json` describes them."""

    model_config = ConfigDict(extra="allow")


class JobResult(Envelope[ResultFields]):
    """What a job left for its caller: its pipeline's result, and around it who answered, and what to doubt."""


class Cancelled(Closed):
    id: str
    status: JobStatus


class RerunRequest(Closed):
    """`from_step`: begin with this step and keep what earlier ones left. `data`: new event data; default: the same."""

    from_step: Text | None = None
    data: dict[str, Any] | None = None


class Rerunning(Closed):
    id: str
    rerun_of: str


class AttemptLog(Closed):
    """The log of one attempt; each line is an object with `time`, `level`, `event` and its facts."""

    step: str
    number: int
    lines: list[dict[str, Any]]


@router.get("")
def list_jobs(
    services: Serving,
    pipeline: Annotated[Text | None, Query(description="Only jobs of this pipeline")] = None,
    status: Annotated[list[JobStatus] | None, Query(description="Only with these statuses")] = None,
    since: Annotated[AwareDatetime | None, Query(description="Made at or after")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Made before")] = None,
    q: Annotated[
        Text | None,
        Query(max_length=200, description="Beginning of an id, an event's id, or words of the error"),
    ] = None,
    operation: Annotated[UUID | None, Query(description="Only jobs that this operation made")] = None,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Jobs:
    """Jobs, newest first."""
    wanted = JobFilter(
        pipeline=pipeline,
        status=status or (),
        since=since,
        until=until,
        search=q,
        operation=operation,
        after=after,
    )
    with services.pool.connection() as connection:
        return jobs_page(connection, wanted, limit)


@router.get("/{job_id}", response_model_exclude_unset=True)
def get_job(
    services: Serving,
    job_id: JobId,
    result: Annotated[bool, Query(description="With the result; alone it stands at /result")] = False,
) -> JobView:
    """One job with every attempt and, on request, its result: what `bgjobs show --json` prints."""
    with services.pool.connection() as connection:
        job = find_job(connection, str(job_id), with_result=result)
    if job is None:
        raise missing()
    return job


@router.get("/{job_id}/result", response_model=JobResult)
def get_job_result(services: Serving, job_id: JobId) -> Response:
    """What the job left for its caller: an envelope around the result of its pipeline."""
    with services.pool.connection() as connection:
        found = find_result(connection, str(job_id))
    if found is None:
        raise missing()
    status, text = found
    if text is None:
        raise Problem(404, "no_result", f"the job is {status} and has left no result")
    return Response(text, media_type="application/json")


@router.get("/{job_id}/attempts")
def list_job_attempts(services: Serving, job_id: JobId) -> list[AttemptView]:
    """Every attempt of every step, in the order they began."""
    return get_job(services, job_id).attempts


@router.get("/{job_id}/logs")
def get_job_logs(services: Serving, job_id: JobId) -> list[AttemptLog]:
    """What the steps logged, attempt by attempt."""
    with services.pool.connection() as connection:
        found = attempt_logs(connection, str(job_id))
    if found is None:
        raise missing()
    return [AttemptLog(step=step, number=number, lines=log_lines(text)) for step, number, text in found]


@router.get("/{job_id}/explain")
def explain_job(services: Serving, job_id: JobId) -> Explanation:
    """Why it waits, where its time went, and what a rerun would do."""
    with services.pool.connection() as connection:
        found = explain(connection, str(job_id))
    if found is None:
        raise missing()
    return found


@router.post("/{job_id}/cancel")
def cancel_job(request: Request, services: Serving, job_id: JobId) -> Cancelled:
    """Stop the job: at once while it is queued; a running step is killed. A final job stays as it is (409)."""
    with services.pool.connection() as connection:
        status = cancel(connection, str(job_id), origin=origin_of(request, "api"))
    if status is None:
        raise missing()
    if status != JobStatus.CANCELLED:
        raise Problem(409, "job_final", f"the job is {status} already")
    return Cancelled(id=str(job_id), status=JobStatus.CANCELLED)


@router.post("/{job_id}/rerun", status_code=202)
def rerun_job(
    request: Request, services: Serving, job_id: JobId, how: RerunRequest | None = None
) -> Rerunning:
    """Run a final job again as a new job, from its first step or a later one, with the same data or edited."""
    how = how or RerunRequest()
    with services.pool.connection() as connection:
        try:
            origin = origin_of(request, "api")
            new_id = rerun(connection, str(job_id), origin=origin, from_step=how.from_step, data=how.data)
        except CannotRerun as error:
            status = 409 if error.code in ("not_final", "step_not_reached") else 422
            raise Problem(status, error.code, error.message, faults=error.faults) from None
    if new_id is None:
        raise missing()
    return Rerunning(id=new_id, rerun_of=str(job_id))


def missing() -> Problem:
    return Problem(404, "no_such_job", "there is no such job")
