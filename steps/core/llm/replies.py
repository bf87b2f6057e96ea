"""What a model provider's answer says, whichever server sent it, in the form that the ledger keeps."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import from_json

from steps.core.errors import PermanentError
from steps.core.llm import prices
from steps.core.models import Model, Usage
from steps.core.postgres.ledger import Call

T = TypeVar("T", bound=BaseModel)

MOST_TOKENS = 10**12  # that a server may say it read or wrote


def count_of(value: object) -> int:
    """A number of tokens as a server tells it, which may be a text, missing, or nonsense; then it is 0."""
    try:
        return max(0, min(MOST_TOKENS, int(value)))  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError, OverflowError):
        return 0


Count = Annotated[int, BeforeValidator(count_of)]
_HALF_PAIR = re.compile("[\ud800-\udfff]")
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
    cached_tokens: Count = 0
    reasoning_tokens: Count = 0


class _Tokens(Model):
    input_tokens: Count = 0
    input_tokens_details: _Details | None = None
    output_tokens: Count = 0
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

    def with_cost(self, priced: bool) -> Reply:
        """What it cost, where the model's maker sells it and its price is known."""
        cost = prices.cost(self.model, self.usage) if priced else None
        if cost is None:
            return self
        usage = self.usage.model_copy(update={"cost_usd": cost, "price_table": prices.TABLE})
        return self.model_copy(update={"usage": usage})

    def cut_off(self, room: int | None, *, sure_of_end: bool = True) -> Reply:
        """Some servers call an answer complete that ended for lack of room. It is not, if its JSON breaks off and its
        tokens are all that it had, or the server does not say how it ended (`sure_of_end`)."""
        full = room is not None and self.usage.output_tokens >= room
        if self.status != "completed" or self.refusal is not None or (sure_of_end and not full):
            return self
        if json_flaw(self.text) != "ends":
            return self
        return self.model_copy(update={"status": "incomplete", "reason": "max_output_tokens"})

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
            value = wire.model_validate_json(self.text)
            flaws = "a key that stands twice" if key_twice(self.text) else ""
        except ValidationError as error:
            flaws = _flaws(error)
        if not flaws:
            return value
        raise PermanentError("answer_invalid", f"the model's answer is not {wire.__name__}: {flaws}")


def read_reply(
    body: bytes,
    *,
    model: str,
    request_id: str | None,
    requests: int,
    room: int | None = None,
    priced: bool = True,
) -> Reply:
    """Read a Responses API object. `model`: the one that was asked; `room`: the output tokens that it had. `priced`:
    whether a server of this model's maker answered, whose prices are known. Errors: ValueError for anything else."""
    parsed = _Body.model_validate_json(body)
    contents = [
        content
        for item in parsed.output
        if item.type == "message" and item.phase in (None, "final_answer")  # `commentary` is not the answer
        for content in item.content or []
    ]
    reasons = [reason for reason in (parsed.incomplete_details, parsed.error) if reason is not None]
    answering = parsed.model or model
    reply = Reply(
        id=parsed.id,
        request_id=request_id,
        model=answering,
        status=parsed.status,
        reason=next((reason.reason or reason.code for reason in reasons), None),
        refusal=next((storable(c.refusal or "") for c in contents if c.type == "refusal"), None),
        text="".join(storable(c.text or "") for c in contents if c.type == "output_text"),
        usage=_usage(parsed.usage or _Tokens(), requests),
    ).with_cost(priced)
    return reply.cut_off(room) if not priced else reply


def _usage(tokens: _Tokens, requests: int) -> Usage:
    cached, reasoning = tokens.input_tokens_details or _Details(), tokens.output_tokens_details or _Details()
    return Usage(
        requests=requests,
        input_tokens=tokens.input_tokens,
        cached_input_tokens=cached.cached_tokens,
        output_tokens=tokens.output_tokens,
        reasoning_tokens=reasoning.reasoning_tokens,
    )


def _flaws(error: ValidationError) -> str:
    """Where an answer is wrong and how. The name of a field that should not be there is the model's own text."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    places = [fault["loc"][:-1] if fault["type"] == "extra_forbidden" else fault["loc"] for fault in found]
    named = [".".join(map(str, place)) or "the whole" for place in places]
    flaws = [f"{name} ({fault['type']})" for name, fault in zip(named, found, strict=True)]
    return ", ".join(flaws[:5]) + (f" and {len(flaws) - 5} more" if len(flaws) > 5 else "")


def json_flaw(text: str) -> str | None:
    """`ends` where a JSON text breaks off, `wrong` where it is none for another reason, None where it is one."""
    try:
        from_json(text)
    except ValueError as error:
        return "ends" if "EOF while parsing" in str(error) else "wrong"
    return None


def key_twice(text: str) -> bool:
    """Whether an object in this JSON has the same key twice, so that readers differ about its value."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        twice.append(len(found) < len(pairs))
        return found

    twice: list[bool] = []
    try:
        json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError):
        return False  # what is no JSON to Python has other flaws
    return any(twice)


def storable(text: str) -> str:
    """Without NUL, as a character or as a JSON escape, and without half surrogate pairs: PostgreSQL stores none."""
    return _HALF_PAIR.sub("\ufffd", _NUL_ESCAPE.sub(r"\1", text.replace("\x00", "")))
