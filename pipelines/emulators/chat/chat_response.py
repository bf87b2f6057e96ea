"""The completion object of POST /v1/chat/completions, and what servers of one's own do differently with it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from pipelines.emulators.injected_faults import Fault
from pipelines.emulators.openai_request import Question
from pipelines.emulators.openai_response import KINDS as ANSWER_KINDS
from pipelines.emulators.openai_response import respond

FINISH = {"max_output_tokens": "length", "content_filter": "content_filter"}
PROSE = "The document is about a calm day."
Completion = dict[str, Any]


def complete(question: Question, value: Any, fault: Fault | None) -> Completion:
    """The completion of a question whose right answer is `value`: the Responses API's answer in the other form."""
    body = respond(question, value, fault)
    contents = [content for item in body["output"] for content in item.get("content", [])]
    text = "".join(content["text"] for content in contents if content["type"] == "output_text")
    refusal = next((content["refusal"] for content in contents if content["type"] == "refusal"), None)
    reason = (body["incomplete_details"] or {}).get("reason")
    usage = body["usage"]
    finish = "error" if body["status"] == "failed" else FINISH.get(reason or "", "stop")
    message = {"role": "assistant", "content": None if refusal else text, "refusal": refusal}
    return {
        "id": f"chatcmpl-{secrets.token_hex(14)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": usage["input_tokens"],
            "completion_tokens": usage["output_tokens"],
            "total_tokens": usage["total_tokens"],
        },
    }


def as_sent(completion: Completion, fault: Fault | None) -> Response:
    """The completion as servers send it, with the quirk that a fault names."""
    quirk = QUIRKS.get(fault.kind) if fault is not None else None
    return JSONResponse(completion) if quirk is None else quirk(completion)


def _with_message(**change: Any) -> Callable[[Completion], Response]:
    """The first choice's message changed; a value that is a function gets the text."""

    def changed(completion: Completion) -> Response:
        [choice] = completion["choices"]
        text = choice["message"]["content"]
        told = {name: value(text) if callable(value) else value for name, value in change.items()}
        return JSONResponse({**completion, "choices": [{**choice, "message": {**choice["message"], **told}}]})

    return changed


def _no_usage(completion: Completion) -> Response:
    return JSONResponse(
        {key: value for key, value in completion.items() if key not in ("usage", "id", "model")}
    )


def _no_choices(completion: Completion) -> Response:
    return JSONResponse({**completion, "choices": []})


def _several(completion: Completion) -> Response:
    [choice] = completion["choices"]
    other = {**choice, "index": 1, "message": {"role": "assistant", "content": PROSE}}
    return JSONResponse({**completion, "choices": [other, choice]})


def _streamed(completion: Completion) -> Response:
    """Chunks that nobody asked for, with comments that keep the line open."""
    [choice] = completion["choices"]
    text, shared = choice["message"]["content"] or "", {**completion, "object": "chat.completion.chunk"}
    parts = [{"role": "assistant"}, *({"content": text[at : at + 7]} for at in range(0, len(text), 7))]
    chunks = [
        {**shared, "usage": None, "choices": [{"index": 0, "delta": part, "finish_reason": None}]}
        for part in parts
    ]
    chunks.append(
        {**shared, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]}
    )
    lines = [": keep-alive", *(f"data: {json.dumps(chunk)}" for chunk in chunks), "data: [DONE]"]
    return Response("\n\n".join(lines) + "\n\n", media_type="text/event-stream")


def _cut_silently(completion: Completion) -> Response:
    """Cut off at the limit, and called complete."""
    [choice] = completion["choices"]
    text = choice["message"]["content"]
    cut = {
        **choice,
        "finish_reason": None,
        "message": {"role": "assistant", "content": text[: len(text) // 2]},
    }
    return JSONResponse({**completion, "choices": [cut]})


def _error_body(completion: Completion) -> Response:
    return JSONResponse({"error": "Unexpected endpoint or method. (POST /v1/chat/completions)"})


def _page(completion: Completion) -> Response:
    return HTMLResponse("<!doctype html><title>Welcome</title>")


QUIRKS: Mapping[str, Callable[[Completion], Response]] = {
    "ignores_schema": _with_message(content=PROSE),
    "thinks": _with_message(content=lambda text: f"<think>\nIt says {{...}}.\n</think>\n\n{text}"),
    "reasons_apart": _with_message(reasoning_content="Let me see."),
    "answers_in_thoughts": _with_message(content=None, reasoning_content=lambda text: text),
    "fenced": _with_message(content=lambda text: f"```json\n{text}\n```"),
    "parts": _with_message(
        content=lambda text: [{"type": "thinking", "text": "Hm."}, {"type": "text", "text": text}]
    ),
    "no_usage": _no_usage,
    "no_choices": _no_choices,
    "several": _several,
    "streamed": _streamed,
    "cut_silently": _cut_silently,
    "error_body": _error_body,
    "page": _page,
}
KINDS = ANSWER_KINDS | frozenset(QUIRKS)
