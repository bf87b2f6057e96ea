"""The response object of POST /v1/responses, and what scripted faults do to it."""

from __future__ import annotations

import json
import math
import secrets
import time
from collections.abc import Mapping
from typing import Any

from pipelines.emulators import falsehoods
from pipelines.emulators.injected_faults import Fault
from pipelines.emulators.openai_request import Question

MODEL = "rules-1"  # nobody can take it for a model
BYTES_PER_TOKEN = 3.5
REFUSAL = "I'm sorry, but I can't help with that."

# Faults that change a right answer, or end without one. `detail`: how many quotes, or the failure's code.
KINDS = frozenset({
    "refusal", "max_output_tokens", "content_filter", "failed", "malformed_json",
    "invented_quote", "wrong_sum", "chinese", "empty_lists",
})  # fmt: skip


def tokens(text: str) -> int:
    """An estimate; the real tables would have to be fetched."""
    return math.ceil(len(text.encode()) / BYTES_PER_TOKEN)


def respond(question: Question, value: Any, fault: Fault | None) -> dict[str, Any]:
    """The response to a question whose right answer is `value`."""
    kind = None if fault is None else fault.kind
    detail = None if fault is None else fault.detail
    text = json.dumps(
        _changed(value, question.schema, kind, detail), ensure_ascii=False, separators=(",", ":")
    )
    reading = tokens(question.instructions) + tokens(question.document) + tokens(json.dumps(question.schema))
    if kind == "failed":
        error = {"code": detail or "server_error", "message": "The model failed to generate a response."}
        return _response(question, status="failed", error=error, reading=reading, writing=0)
    if kind == "refusal":
        content = [{"type": "refusal", "refusal": REFUSAL}]
        return _response(question, content=content, reading=reading, writing=tokens(REFUSAL))
    if kind == "content_filter":
        return _cut_off(question, "content_filter", text[: len(text) // 2], reading)
    if kind == "max_output_tokens":
        return _cut_off(question, "max_output_tokens", text[: len(text) // 2], reading)
    if kind == "ignores_schema":
        text = "The document is about a calm day."
    if kind == "malformed_json":
        text = text[: 2 * len(text) // 3]
    room = question.max_output_tokens
    if room is not None and tokens(text) > room:
        fitting = text.encode()[: int(room * BYTES_PER_TOKEN)].decode(errors="ignore")
        return _cut_off(question, "max_output_tokens", fitting, reading)
    return _response(question, content=[_text(text)], reading=reading, writing=tokens(text))


def _changed(value: Any, schema: Mapping[str, Any], kind: str | None, detail: Any) -> Any:
    if kind == "invented_quote":
        return falsehoods.invented_quotes(value, schema, detail)
    if kind == "wrong_sum":
        return falsehoods.wrong_sums(value, schema)
    if kind == "chinese":
        return falsehoods.in_chinese(value, schema)
    if kind == "empty_lists":
        return falsehoods.empty_lists(value, schema)
    return value


def _text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _cut_off(question: Question, reason: str, text: str, reading: int) -> dict[str, Any]:
    writing = question.max_output_tokens if reason == "max_output_tokens" else None
    return _response(
        question,
        status="incomplete",
        reason=reason,
        content=[_text(text)],
        reading=reading,
        writing=tokens(text) if writing is None else writing,
    )


def _response(
    question: Question,
    *,
    reading: int,
    writing: int,
    status: str = "completed",
    reason: str | None = None,
    error: Mapping[str, Any] | None = None,
    content: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    thinking = {"type": "reasoning", "id": f"rs_{secrets.token_hex(20)}", "summary": []}
    message = {
        "type": "message", "id": f"msg_{secrets.token_hex(20)}", "role": "assistant", "content": content,
        "status": "completed" if status == "completed" else "incomplete",
    }  # fmt: skip
    return {
        "id": f"resp_{secrets.token_hex(20)}",
        "object": "response",
        "created_at": int(time.time()),
        "status": status,
        "background": False,
        "error": error,
        "incomplete_details": None if reason is None else {"reason": reason},
        "instructions": question.instructions,
        "max_output_tokens": question.max_output_tokens,
        "model": MODEL,
        "output": [] if content is None else [thinking, message],
        "parallel_tool_calls": True,
        "store": question.store,
        "text": {"format": {
            "type": "json_schema", "name": question.name, "strict": True, "schema": question.schema}},
        "tool_choice": "auto",
        "tools": [],
        "truncation": "disabled",
        "usage": {
            "input_tokens": reading,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": writing,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": reading + writing,
        },
        "metadata": {},
    }  # fmt: skip
