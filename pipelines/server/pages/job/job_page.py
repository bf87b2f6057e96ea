"""The page of one job: where it is, where its time went, what came out, what to do about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipelines.core.rendered.graph import graphs
from pipelines.core.settings import ControlSettings
from pipelines.operations.audit.acts import acts_page
from pipelines.operations.cancellation import cancel
from pipelines.operations.explain.explanation import facts_of
from pipelines.operations.explain.job_figures import figures
from pipelines.operations.explain.spending import spending
from pipelines.operations.gates.act_words import act_words
from pipelines.operations.jobs import JobView, find_job
from pipelines.operations.reruns import CannotRerun, rerun
from pipelines.server.access.origins import origin_of
from pipelines.server.api import pipeline_routes as catalog
from pipelines.server.job_ids import JobId
from pipelines.server.pages import page_queries
from pipelines.server.pages.forms.send_form import FormValues
from pipelines.server.pages.job.panels import TABS, panel
from pipelines.server.pages.job.waterfall import waterfall
from pipelines.server.pages.page_queries import Connection
from pipelines.server.pages.page_templates import asked_by_script, go_to, page
from pipelines.server.pages.shared_work import shared
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.status import JobStatus

router = APIRouter(include_in_schema=False)
SHOWN_ACTS = 20


@router.get("/jobs/{job_id}")
async def job(request: Request, services: Serving, job_id: JobId, tab: str = "") -> Response:
    return await shared(request, lambda: _page(services, job_id, tab))


@router.post("/jobs/{job_id}/cancel")
def cancelled(request: Request, services: Serving, job_id: UUID) -> Response:
    """Stop it. One that ended meanwhile shows how it ended."""
    with services.pool.connection() as connection:
        status = cancel(connection, str(job_id), origin=origin_of(request, "page"))
    if status is None:
        raise _missing()
    return _page(services, job_id, "") if asked_by_script(request) else go_to(request, f"/jobs/{job_id}")


@router.post("/jobs/{job_id}/rerun")
def again(request: Request, services: Serving, values: FormValues, job_id: UUID) -> Response:
    """Run it again as a new job; `from_step` keeps what the steps before it left."""
    with services.pool.connection() as connection:
        try:
            origin = origin_of(request, "page")
            new_id = rerun(connection, str(job_id), origin=origin, from_step=values.get("from_step") or None)
        except CannotRerun as error:
            if asked_by_script(request):
                raise Problem(409, error.code, error.message) from None
            return _page(services, job_id, "", refusal=error.message, status=409)
    if new_id is None:
        raise _missing()
    return go_to(request, f"/jobs/{new_id}")


def _page(services: Services, job_id: UUID, tab: str, *, refusal: str = "", status: int = 200) -> Response:
    with services.pool.connection() as connection:
        job = find_job(connection, str(job_id), with_result=False)
        if job is None:
            raise _missing()
        return page("job/job.html", status=status, refusal=refusal, **_values(services, connection, job, tab))


def _values(services: Services, connection: Connection, job: JobView, tab: str) -> dict[str, Any]:
    facts = facts_of(connection, job)
    segments = facts.timeline()
    chosen = tab if tab in TABS else ""
    tab = chosen or ("input" if not job.final else "result" if job.status == JobStatus.COMPLETED else "logs")
    return {
        "job": job,
        "now": facts.now,
        "pipeline": catalog.pipelines().get(job.pipeline),
        "figures": figures(job, segments, facts.now),
        "trace": waterfall(job, graphs().get(job.pipeline), segments, facts.kept(), facts.now),
        "argo_url": argo_url(services.control, job),
        "spent": spending(facts.spent),
        "reruns": page_queries.rows(connection, "reruns", page_queries.LaterJob, id=job.id),
        "took": page_queries.rows(connection, "took", page_queries.LaterJob, id=job.id),
        "acts": acts_page(connection, SHOWN_ACTS, job_id=job.id).acts,
        "act_words": act_words,
        "right_now": facts.waiting(),
        "held_by": facts.queue.gates.held_by,
        "again": {rerun.from_step: rerun for rerun in facts.reruns()},
        "tabs": TABS,
        "tab": tab,
        "chosen": chosen,
        "panel": panel(services, connection, job, tab),
    }


def argo_url(control: ControlSettings, job: JobView) -> str | None:
    """The Workflow in the Argo UI, where it ran there."""
    if control.argo_url is None or job.executor in (None, "local") or job.workflow is None:
        return None
    return f"{control.argo_url.rstrip('/')}/workflows/{control.namespace}/{job.workflow}"


def _missing() -> Problem:
    return Problem(404, "no_such_job", "there is no such job; finished jobs are removed after some days")
