"""A chat completion, whichever server sent it, in the form that the ledger keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from steps.core.llm.chat_bodies import completion_of
from steps.core.llm.replies import Reply, count_of, json_flaw, storable
from steps.core.models import Usage

MOST_NAME = 200  # characters of an id or a model's name
# How an answer ended: (status, reason). What is not here says nothing about it; the text then decides.
ENDS: Mapping[str, tuple[str, str | None]] = {
    **dict.fromkeys(
        ("stop", "eos", "eos_token", "end_turn", "stop_sequence", "completed"), ("completed", None)
    ),
    **dict.fromkeys(
        ("length", "max_tokens", "max_output_tokens", "model_length"), ("incomplete", "max_output_tokens")
    ),
    **dict.fromkeys(("content_filter", "safety"), ("incomplete", "content_filter")),
    **dict.fromkeys(("tool_calls", "function_call"), ("completed", None)),  # to tools that nobody offered
    **dict.fromkeys(("abort", "cancelled"), ("cancelled", None)),
    "error": ("failed", "server_error"),
}
_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL)
_THOUGHT_END = re.compile(r"\A[^{\[]*</(?:think|thinking|reasoning)>")  # of one that the template began
_FENCE = "```"
_MARK = re.compile(r"(?:<\|[a-z_]{1,30}\|>|</?s>|<eos>|<end_of_turn>)\Z")
_LONGEST_MARK = 34  # characters


def read_chat(
    body: bytes,
    *,
    model: str,
    request_id: str | None,
    requests: int,
    room: int | None = None,
    priced: bool = True,
) -> Reply:
    """As `replies.read_reply`. Errors: ErrorInstead; ValueError for anything that is no completion."""
    parsed = completion_of(body)
    choice = _first(parsed.get("choices"))
    message = choice.get("message")
    if not isinstance(message, dict):
        raise ValueError("has no message")
    finish = choice.get("finish_reason")
    end = ENDS.get(finish.lower()) if isinstance(finish, str) else None
    status, reason = end or ("completed", None)
    refusal = message.get("refusal")
    reply = Reply(
        id=_name(parsed.get("id")),
        request_id=request_id,
        model=_name(parsed.get("model")) or model,
        status=status,
        reason=reason,
        refusal=storable(refusal) if isinstance(refusal, str) and refusal else None,
        text=storable(_answer(message)),
        usage=_usage(parsed.get("usage"), requests),
    )
    return reply.with_cost(priced).cut_off(room, sure_of_end=end is not None)


def plain(text: str) -> str:
    """The answer without what stands around it: thoughts, a fence, marks of the model's template behind it."""
    return _without_marks(_unfenced(_THOUGHT_END.sub("", _THOUGHT.sub("", text, count=1), count=1))).lstrip()


def _unfenced(text: str) -> str:
    """What stands between a fence's first line and its last, where the fence is around all of it."""
    head, newline, rest = text.strip().partition("\n")
    language = head.removeprefix(_FENCE).rstrip()
    fenced = head.startswith(_FENCE) and newline and rest.endswith(_FENCE)
    return rest.removesuffix(_FENCE).rstrip() if fenced and re.fullmatch("[a-zA-Z]*", language) else text


def _without_marks(text: str) -> str:
    """Without the marks at its end and the spaces between them."""
    end = len(text.rstrip())
    while mark := _MARK.search(text, max(0, end - _LONGEST_MARK), end):
        end = mark.start()
        while end and text[end - 1].isspace():
            end -= 1
    return text[:end]


def _first(choices: Any) -> dict[str, Any]:
    """The first of several. Errors: ValueError where there is none."""
    found = [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []
    if not found:
        raise ValueError("has no choices")
    return next((choice for choice in found if choice.get("index") == 0), found[0])


def _answer(message: Mapping[str, Any]) -> str:
    text = plain(_content(message.get("content")))
    if not text:
        # vLLM puts an answer that a schema forced on a thinking model among its thoughts.
        for name in ("reasoning_content", "reasoning"):
            thought = message.get(name)
            thought = thought.strip() if isinstance(thought, str) else ""
            if thought.startswith("{") and json_flaw(thought) is None:
                return thought
    return text


def _content(content: Any) -> str:
    """A text, the texts among several parts, or an object that the server has parsed already."""
    if isinstance(content, list):
        texts = (
            part.get("text") for part in content if isinstance(part, dict) and part.get("type") in _TEXTS
        )
        return "".join(text for text in texts if isinstance(text, str))
    if isinstance(content, dict):
        return json.dumps(content, ensure_ascii=False)
    return content if isinstance(content, str) else ""


_TEXTS = ("text", "output_text")


def _usage(told: Any, requests: int) -> Usage:
    tokens = told if isinstance(told, dict) else {}
    read, written = tokens.get("prompt_tokens_details"), tokens.get("completion_tokens_details")
    return Usage(
        requests=requests,
        input_tokens=count_of(tokens.get("prompt_tokens")),
        cached_input_tokens=count_of(read.get("cached_tokens")) if isinstance(read, dict) else 0,
        output_tokens=count_of(tokens.get("completion_tokens")),
        reasoning_tokens=count_of(written.get("reasoning_tokens")) if isinstance(written, dict) else 0,
    )


def _name(value: Any) -> str | None:
    return storable(str(value))[:MOST_NAME] if isinstance(value, str | int) and value != "" else None
