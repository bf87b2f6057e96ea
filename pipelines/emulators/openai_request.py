"""Read a request to POST /v1/responses as strictly as the API does; what is wrong is named by parameter."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from pipelines.emulators.openai_errors import ApiError, invalid_schema
from steps.core.llm.schemas import lint

B = TypeVar("B", bound=BaseModel)
_MARK = re.compile(r"<<<DOCUMENT (\w{1,64})>>>\n")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class InputText(Strict):
    type: Literal["input_text"]
    text: str


class Message(Strict):
    type: Literal["message"] = "message"
    role: Literal["user", "system", "developer", "assistant"]
    content: str | list[InputText]

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class Format(Strict):
    type: Literal["json_schema"]
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    schema_: Annotated[dict[str, Any], Field(alias="schema")]
    strict: bool | None = None
    description: str | None = None


class TextOptions(Strict):
    format: Format
    verbosity: Literal["low", "medium", "high"] | None = None


class Reasoning(Strict):
    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = None
    summary: Literal["auto", "concise", "detailed"] | None = None


class Body(Strict):
    """The parameters that the emulator knows; any other gets the API's `Unknown parameter`."""

    model: Annotated[str, Field(min_length=1)]
    input: str | list[Message]
    text: TextOptions
    instructions: str | None = None
    max_output_tokens: Annotated[int | None, Field(ge=16)] = None
    store: bool | None = None
    reasoning: Reasoning | None = None
    truncation: Literal["auto", "disabled"] | None = None
    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    top_p: Annotated[float | None, Field(ge=0, le=1)] = None
    metadata: dict[str, str] | None = None
    safety_identifier: Annotated[str | None, Field(max_length=64)] = None
    prompt_cache_key: str | None = None
    parallel_tool_calls: bool | None = None
    background: Literal[False] | None = None
    stream: Literal[False] | None = None


@dataclass(frozen=True)
class Question:
    """A valid request: whose rules answer (`name`), in which form, about what."""

    model: str
    name: str
    schema: dict[str, Any]
    document: str
    instructions: str
    max_output_tokens: int | None
    store: bool


def json_object(content_type: str | None, raw: bytes) -> dict[str, Any]:
    """Errors: ApiError 400."""
    if (content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise ApiError(
            400,
            f"Unsupported content type: '{content_type}'. "
            "This API method only accepts 'application/json' requests.",
            code="unsupported_content_type",
        )
    try:
        sent = json.loads(raw)
    except ValueError:
        raise ApiError(400, "We could not parse the JSON body of your request.") from None
    if not isinstance(sent, dict):
        raise ApiError(400, "The JSON body of your request is not an object.")
    return sent


def validated(model: type[B], sent: dict[str, Any]) -> B:
    """Errors: ApiError 400 for the first fault."""
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise _wrong(error.errors(include_url=False)[0]) from None


def read_request(content_type: str | None, raw: bytes) -> Question:
    """Errors: ApiError 400 as the API gives it."""
    body = validated(Body, json_object(content_type, raw))
    form = body.text.format
    check_schema(form)
    return Question(
        model=body.model,
        name=form.name,
        schema=form.schema_,
        document=document_in(_said_by_users(body)),
        instructions=body.instructions or "",
        max_output_tokens=body.max_output_tokens,
        store=body.store is not False,
    )


def _wrong(fault: ErrorDetails) -> ApiError:
    """The first fault, in the API's words where those are known."""
    param = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return ApiError(
            400, f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter"
        )
    if fault["type"] == "extra_forbidden":
        return ApiError(400, f"Unknown parameter: '{param}'.", param=param, code="unknown_parameter")
    if fault["loc"][-1:] == ("max_output_tokens",) and fault["type"] == "greater_than_equal":
        return ApiError(
            400,
            f"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, "
            f"but got {fault['input']} instead.",
            param=param,
            code="integer_below_min_value",
        )
    if param.startswith(("background", "stream")):
        return ApiError(400, f"'{param}' is not emulated.", param=param, code="unsupported_parameter")
    return ApiError(400, f"Invalid value for '{param}': {fault['msg']}.", param=param, code="invalid_value")


def check_schema(form: Format, *, param: str = "text.format") -> None:
    """Errors: ApiError 400 for what strict mode does not take."""
    if form.strict is not True:
        raise ApiError(
            400, "Only strict schemas are emulated.", param=f"{param}.strict", code="unsupported_value"
        )
    try:
        Draft202012Validator.check_schema(form.schema_)
    except SchemaError as error:
        raise invalid_schema(form.name, tuple(error.absolute_path), error.message) from None
    for path, reason in lint(form.schema_):
        raise invalid_schema(form.name, path, reason)


def _said_by_users(body: Body) -> list[str]:
    if isinstance(body.input, str):
        return [body.input]
    return [message.text for message in body.input if message.role == "user"]


def document_in(texts: list[str]) -> str:
    """What stands between the markers of the last user message that has some, else all that users said."""
    for text in reversed(texts):
        if mark := _MARK.search(text):
            end = text.rfind(f"\n<<<END {mark[1]}>>>")
            if end >= mark.end():
                return text[mark.end() : end]
    return "\n".join(texts)
