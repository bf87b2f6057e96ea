"""Read a request to POST /v1/chat/completions: what a step sends there, as strictly as the Responses API's."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from pipelines.emulators.openai_errors import ApiError
from pipelines.emulators.openai_request import (
    Format,
    Question,
    Strict,
    check_schema,
    document_in,
    json_object,
    validated,
)


class TextPart(Strict):
    type: Literal["text"]
    text: str


class ChatMessage(Strict):
    role: Literal["user", "system", "developer", "assistant"]
    content: str | list[TextPart]

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class Schema(Strict):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    schema_: Annotated[dict[str, Any], Field(alias="schema")]
    strict: bool | None = None
    description: str | None = None


class ResponseFormat(Strict):
    type: Literal["json_schema"]
    json_schema: Schema


class ChatBody(Strict):
    """The parameters that the emulator knows; any other gets the API's `Unknown parameter`."""

    model: Annotated[str, Field(min_length=1)]
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    response_format: ResponseFormat
    max_tokens: Annotated[int | None, Field(ge=1)] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1)] = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = None
    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    top_p: Annotated[float | None, Field(ge=0, le=1)] = None
    seed: int | None = None
    n: Literal[1] | None = None
    stream: Literal[False] | None = None


def read_chat_request(content_type: str | None, raw: bytes) -> Question:
    """Errors: ApiError 400 as the API gives it."""
    body = validated(ChatBody, json_object(content_type, raw))
    if body.max_tokens is not None and body.max_completion_tokens is not None:
        raise ApiError(
            400, "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
        )
    told = body.response_format.json_schema
    form = Format.model_validate({"type": "json_schema", **told.model_dump(by_alias=True)})
    check_schema(form, param="response_format.json_schema")
    return Question(
        model=body.model,
        name=form.name,
        schema=form.schema_,
        document=document_in([message.text for message in body.messages if message.role == "user"]),
        instructions="\n".join(
            message.text for message in body.messages if message.role in ("system", "developer")
        ),
        max_output_tokens=body.max_tokens or body.max_completion_tokens,
        store=False,
    )
