"""POST /hooks/{source}: other systems' messages, proven by their signature and turned into events."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from pipelines.core.pipeline import event_name
from pipelines.operations.reruns import QUERIES as OPERATIONS
from pipelines.server.access.login_failures import client_of, failures_of
from pipelines.server.api.event_routes import SentEvents, accept
from pipelines.server.api.intake import Accepted, NotAccepted, Refused, check, read_body
from pipelines.server.api.rejected import Keeping, Rejections
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from pipelines.server.webhooks.mapping import MISSING, NotMapped, at, filled, matches
from pipelines.server.webhooks.signatures import BadSignature, Proof, prove
from pipelines.server.webhooks.sources import Source, sources_of
from steps.speech.webhook import HEADER, proof_for

MAX_ID = 200  # characters of an event's id
router = APIRouter(prefix="/hooks", tags=["hooks"])


@router.post("/assemblyai", status_code=202)
async def receive_assemblyai_webhook(
    request: Request, services: Serving, job: Annotated[UUID, Query()]
) -> dict[str, str]:
    """A transcript is done, says AssemblyAI: the job that waits for it polls at once.

    The message is not trusted beyond that: the step asks the provider itself.
    """
    secret = services.settings.assemblyai_webhook_secret
    expected = proof_for(secret.get_secret_value(), str(job)) if secret else ""
    if not secret or not hmac.compare_digest(request.headers.get(HEADER, "").encode(), expected.encode()):
        raise _unproven(request, "assemblyai", f"the header {HEADER} is missing or wrong")
    await run_in_threadpool(_wake, services, str(job))
    return {"job_id": str(job)}


@router.post("/{source}", status_code=202, response_model=SentEvents)
async def receive_webhook(
    request: Request, services: Serving, rejections: Keeping, source: str
) -> SentEvents | JSONResponse:
    """A message of a system that JOBS_HOOKS describes. The same delivery again starts nothing new."""
    found = sources_of(request).get(source)
    if found is None:
        raise Problem(404, "no_such_source", "no such source is configured")
    body = await request.body()
    try:
        proof = prove(found.source.signature, request.headers, body, found.keys, time.time())
    except BadSignature as error:
        raise _unproven(request, source, str(error)) from None
    return await run_in_threadpool(_take, services, rejections, source, found.source, proof, body)


def _take(
    services: Services, rejections: Rejections, name: str, source: Source, proof: Proof, body: bytes
) -> SentEvents | JSONResponse:
    try:
        message = read_body(body)
    except NotAccepted as fault:
        raise Problem(400, fault.code, fault.detail, faults=fault.faults) from None
    if not matches(message, source.when):
        return JSONResponse({"events": [], "ignored": True}, 200)
    event = event_of(name, source, proof, message)
    if isinstance(event, Refused):
        refusal = NotAccepted("invalid_event", "the message makes no valid event", [event])
        with services.pool.connection() as connection:
            rejections.keep(connection, f"hook:{name}", refusal)
        raise Problem(422, refusal.code, refusal.detail, faults=refusal.faults)
    return SentEvents(events=accept(services, [event]))


def event_of(name: str, source: Source, proof: Proof, message: Any) -> Accepted | Refused:
    """The event that the message stands for. Its id is made from the delivery, which is the guard against replays."""
    given: dict[str, Any] = {"name": event_name(source.pipeline), "data": None}
    try:
        key = at(message, source.id) if source.id else proof.delivery
        if key in (MISSING, "") or not isinstance(key, str | int):
            raise NotMapped(source.id or "")
        given |= {"id": _event_id(f"{name}:{key}"), "data": filled(source.data, message)}
        if source.tenant and (tenant := at(message, source.tenant)) not in (MISSING, None):
            given["tenant"] = str(tenant)
    except NotMapped as error:
        return Refused(message, [str(error)])
    checked = check(given)
    return checked if isinstance(checked, Accepted) else Refused(given, checked)


def _event_id(text: str) -> str:
    """Two long ones that begin alike stay two."""
    return (
        text if len(text) <= MAX_ID else f"{text[: MAX_ID - 65]}:{hashlib.sha256(text.encode()).hexdigest()}"
    )


def _wake(services: Services, job_id: str) -> None:
    with services.pool.connection() as connection:
        connection.execute(OPERATIONS["wake"], {"job_id": job_id})


def _unproven(request: Request, hook: str, why: str) -> Problem:
    return failures_of(request).failed(client_of(request.scope), hook, Problem(401, "not_proven", why))
