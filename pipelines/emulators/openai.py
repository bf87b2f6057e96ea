"""OpenAI's API, as far as a step uses it: Responses and Chat Completions. Rules make the answers of what was sent."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipelines.emulators import calls, injected_faults
from pipelines.emulators.chat.chat_request import read_chat_request
from pipelines.emulators.chat.chat_response import KINDS as CHAT_KINDS
from pipelines.emulators.chat.chat_response import as_sent, complete
from pipelines.emulators.injected_faults import Fault
from pipelines.emulators.openai_errors import ANSWERS, ApiError, check_key, scripted
from pipelines.emulators.openai_request import Question, read_request
from pipelines.emulators.openai_response import KINDS as ANSWER_KINDS
from pipelines.emulators.openai_response import respond, tokens
from pipelines.emulators.rule_engines import RuleEngines, find
from steps.core.llm.schema_probe import SCHEMA_NAME, right_answer

KINDS = {
    "openai.responses": frozenset(ANSWERS) | ANSWER_KINDS | {"ignores_schema"},
    "openai.chat": frozenset(ANSWERS) | CHAT_KINDS,
}
OURS: RuleEngines = {SCHEMA_NAME: right_answer}  # whether the schema is obeyed
CONTEXT_TOKENS = 400_000  # of the default model
KEPT = 200  # responses that can be read again

_log = logging.getLogger(__name__)


class OpenAiApi:
    """The routes and what they remember: stored responses, for as long as the process lives."""

    def __init__(self, engines: RuleEngines) -> None:
        self._engines = {**OURS, **engines}
        self._stored: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def routes(self) -> list[Route]:
        return [
            Route("/v1/responses", self.respond, methods=["POST"]),
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/v1/responses/{id}", self.retrieve, methods=["GET"]),
        ]

    async def respond(self, request: Request) -> Response:
        """POST /v1/responses."""

        def answer(question: Question, value: Any, fault: Fault | None) -> tuple[str, Response]:
            body = respond(question, value, fault)
            if question.store:
                self._keep(body)
            return body["status"], JSONResponse(body)

        return await self._answered("openai.responses", request, read_request, answer)

    async def complete(self, request: Request) -> Response:
        """POST /v1/chat/completions."""

        def answer(question: Question, value: Any, fault: Fault | None) -> tuple[str, Response]:
            completion = complete(question, value, fault)
            return completion["choices"][0]["finish_reason"], as_sent(completion, fault)

        return await self._answered("openai.chat", request, read_chat_request, answer)

    async def _answered(
        self,
        route: str,
        request: Request,
        read: Callable[[str | None, bytes], Question],
        answer: Callable[[Question, Any, Fault | None], tuple[str, Response]],
    ) -> Response:
        """Key, then scripted fault, then the request itself, then the answer, which `answer` gives with its outcome."""
        started = time.monotonic()
        raw = await request.body()
        note = {"on": route, "fingerprint": hashlib.sha256(raw).hexdigest()}
        headers = {"x-request-id": f"req_{secrets.token_hex(16)}"}
        fault = None
        try:
            check_key(request.headers.get("authorization"))
            fault = injected_faults.of(request).take(route)
            if fault is not None:
                calls.of(request).add(**note, outcome=fault.kind)
                if error := scripted(fault.kind):
                    return error.response({**headers, **fault.all_headers()})
                if response := await fault.play(request):
                    return response
            question = read(request.headers.get("content-type"), raw)
            value = await run_in_threadpool(self._answer, question)
        except ApiError as error:
            if fault is None:
                calls.of(request).add(**note, outcome=error.code or str(error.status))
            return error.response(headers)
        outcome, response = answer(question, value, fault)
        if fault is None:
            calls.of(request).add(**note, outcome=outcome, schema=question.name, model=question.model)
        spent = str(int(1000 * (time.monotonic() - started)))
        response.headers.update({**headers, "openai-processing-ms": spent})
        return response

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
