"""The OpenAI Responses API, as far as a step uses it; the answers are made by rules from what was sent."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections import OrderedDict
from typing import Any

from jsonschema import Draft202012Validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipelines.emulators import calls, injected_faults
from pipelines.emulators.openai_errors import ANSWERS, ApiError, check_key, scripted
from pipelines.emulators.openai_request import Question, read_request
from pipelines.emulators.openai_response import KINDS as ANSWER_KINDS
from pipelines.emulators.openai_response import respond, tokens
from pipelines.emulators.rule_engines import RuleEngines, find

KINDS = {"openai.responses": frozenset(ANSWERS) | ANSWER_KINDS}
CONTEXT_TOKENS = 400_000  # of the default model
KEPT = 200  # responses that can be read again

_log = logging.getLogger(__name__)


class ResponsesApi:
    """The routes and what they remember: stored responses, for as long as the process lives."""

    def __init__(self, engines: RuleEngines) -> None:
        self._engines = engines
        self._stored: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def routes(self) -> list[Route]:
        return [
            Route("/v1/responses", self.create, methods=["POST"]),
            Route("/v1/responses/{id}", self.retrieve, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        """POST /v1/responses: key, then scripted fault, then the request itself, then the answer."""
        started = time.monotonic()
        raw = await request.body()
        note = {"on": "openai.responses", "fingerprint": hashlib.sha256(raw).hexdigest()}
        headers = {"x-request-id": f"req_{secrets.token_hex(16)}"}
        fault = None
        try:
            check_key(request.headers.get("authorization"))
            fault = injected_faults.of(request).take("openai.responses")
            if fault is not None:
                calls.of(request).add(**note, outcome=fault.kind)
                if error := scripted(fault.kind):
                    return error.response({**headers, **fault.all_headers()})
                if response := await fault.play(request):
                    return response
            question = read_request(request.headers.get("content-type"), raw)
            value = await run_in_threadpool(self._answer, question)
        except ApiError as error:
            if fault is None:
                calls.of(request).add(**note, outcome=error.code or str(error.status))
            return error.response(headers)
        body = respond(question, value, fault)
        if question.store:
            self._keep(body)
        if fault is None:
            calls.of(request).add(**note, outcome=body["status"], schema=question.name, model=question.model)
        spent = str(int(1000 * (time.monotonic() - started)))
        return JSONResponse(body, headers={**headers, "openai-processing-ms": spent})

    async def retrieve(self, request: Request) -> Response:
        """GET /v1/responses/{id}: what was answered with `store` on, lately."""
        id = request.path_params["id"]
        try:
            check_key(request.headers.get("authorization"))
            if id not in self._stored:
                raise ApiError(404, f"Response with id '{id}' not found.")
        except ApiError as error:
            return error.response({})
        return JSONResponse(self._stored[id])

    def _answer(self, question: Question) -> Any:
        """The right answer, checked against the schema that was sent: strict mode promises as much."""
        engine = self._engines.get(question.name)
        if engine is None:
            raise ApiError(
                400,
                f"No rules answer the schema '{question.name}', only {', '.join(self._engines) or 'nothing'}.",
                param="text.format.name",
                code="emulator_unknown_schema",
            )
        if tokens(question.document) > CONTEXT_TOKENS:
            error = scripted("context_length_exceeded")
            assert error is not None  # noqa: S101  it stands in the table
            raise error
        try:
            value = find(engine)(question.document).model_dump(mode="json")
        except Exception:
            _log.exception("rules_broke", extra={"schema": question.name})
            raise ApiError(
                500,
                f"The rules for '{question.name}' broke.",
                kind="server_error",
                code="emulator_rules_broke",
            ) from None
        flaw = next(Draft202012Validator(question.schema).iter_errors(value), None)
        if flaw is not None:
            raise ApiError(
                500,
                f"The rules' answer does not fit the schema at {flaw.json_path}.",
                kind="server_error",
                code="emulator_wrong_answer",
            )
        return value

    def _keep(self, body: dict[str, Any]) -> None:
        self._stored[body["id"]] = body
        while len(self._stored) > KEPT:
            self._stored.popitem(last=False)
