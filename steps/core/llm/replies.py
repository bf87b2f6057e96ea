"""What a model provider's answer says, whichever server sent it, in the form that the ledger keeps."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from steps.core.errors import PermanentError
from steps.core.llm import prices
from steps.core.models import Model, Usage
from steps.core.postgres.ledger import Call

T = TypeVar("T", bound=BaseModel)

_NUL_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # an escaped backslash before `u0000` is no NUL


class _Reason(Model):
    reason: str | None = None
    code: str | None = None


class _Content(Model):
    type: str
    text: str | None = None
    refusal: str | None = None


class _Item(Model):
    type: str
    phase: str | None = None
    content: list[_Content] | None = None


class _Details(Model):
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


class _Tokens(Model):
    input_tokens: int = 0
    input_tokens_details: _Details | None = None
    output_tokens: int = 0
    output_tokens_details: _Details | None = None


class _Body(Model):
    id: str | None = None
    model: str | None = None
    status: str = "completed"
    incomplete_details: _Reason | None = None
    error: _Reason | None = None
    output: list[_Item]
    usage: _Tokens | None = None


class Reply(Model):
    """One answer. `reason`: why it is incomplete, or its failure's code. `refusal`: the model's own text."""

    id: str | None
    request_id: str | None
    model: str
    status: str
    reason: str | None
    refusal: str | None
    text: str
    usage: Usage

    @classmethod
    def from_ledger(cls, call: Call) -> Reply:
        """The answer that an earlier attempt paid for."""
        return cls.model_validate({**call.response, "usage": call.usage})

    def for_ledger(self) -> dict[str, Any]:
        """What the ledger keeps as `response`; the usage has a column of its own."""
        return self.model_dump(mode="json", exclude={"usage"})

    def value(self, wire: type[T]) -> T:
        """The answer as its wire model.

        Errors: PermanentError `model_refused`, `content_filtered`, `answer_too_long` or `answer_invalid`.
        """
        if self.refusal is not None:
            raise PermanentError("model_refused", "the model refused to answer; its reason is in the ledger")
        if self.status == "incomplete" and self.reason == "content_filter":
            raise PermanentError("content_filtered", "the provider's content filter cut the answer off")
        if self.status == "incomplete":
            tokens = self.usage.output_tokens
            raise PermanentError("answer_too_long", f"the answer does not fit in {tokens} output tokens")
        try:
            return wire.model_validate_json(self.text)
        except ValidationError as error:
            flaws = _flaws(error)
        raise PermanentError("answer_invalid", f"the model's answer is not {wire.__name__}: {flaws}")


def read_reply(body: bytes, *, model: str, request_id: str | None, requests: int) -> Reply:
    """Read a Responses API object. `model`: the one that was asked. Errors: ValueError for anything else."""
    parsed = _Body.model_validate_json(body)
    contents = [
        content
        for item in parsed.output
        if item.type == "message" and item.phase in (None, "final_answer")  # `commentary` is not the answer
        for content in item.content or []
    ]
    reasons = [reason for reason in (parsed.incomplete_details, parsed.error) if reason is not None]
    answering = parsed.model or model
    return Reply(
        id=parsed.id,
        request_id=request_id,
        model=answering,
        status=parsed.status,
        reason=next((reason.reason or reason.code for reason in reasons), None),
        refusal=next((_storable(c.refusal or "") for c in contents if c.type == "refusal"), None),
        text="".join(_storable(c.text or "") for c in contents if c.type == "output_text"),
        usage=_usage(parsed.usage or _Tokens(), answering, requests),
    )


def _usage(tokens: _Tokens, model: str, requests: int) -> Usage:
    cached, reasoning = tokens.input_tokens_details or _Details(), tokens.output_tokens_details or _Details()
    usage = Usage(
        requests=requests,
        input_tokens=tokens.input_tokens,
        cached_input_tokens=cached.cached_tokens or 0,
        output_tokens=tokens.output_tokens,
        reasoning_tokens=reasoning.reasoning_tokens or 0,
    )
    cost = prices.cost(model, usage)
    return usage if cost is None else usage.model_copy(update={"cost_usd": cost, "price_table": prices.TABLE})


def _flaws(error: ValidationError) -> str:
    """Where an answer is wrong and how. The name of a field that should not be there is the model's own text."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    places = [fault["loc"][:-1] if fault["type"] == "extra_forbidden" else fault["loc"] for fault in found]
    named = [".".join(map(str, place)) or "the whole" for place in places]
    flaws = [f"{name} ({fault['type']})" for name, fault in zip(named, found, strict=True)]
    return ", ".join(flaws[:5]) + (f" and {len(flaws) - 5} more" if len(flaws) > 5 else "")


def _storable(text: str) -> str:
    """Without NUL, as a character or as a JSON escape: PostgreSQL stores neither."""
    return _NUL_ESCAPE.sub(r"\1", text.replace("\x00", ""))
