"""Error answers of the OpenAI API, word for word where the words are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

INVALID = "invalid_request_error"
SERVER = "server_error"
MONEY = "insufficient_quota"
_BILLING = (
    "You exceeded your current quota, please check your plan and billing details. "
    "For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
)

# kind -> (status, message, type, param, code). https://platform.openai.com/docs/guides/error-codes
ANSWERS: Mapping[str, tuple[int, str, str, str | None, str | None]] = {
    "invalid_api_key": (401, "Incorrect API key provided.", INVALID, None, "invalid_api_key"),
    "unsupported_country": (
        403, "Country, region, or territory not supported", "request_forbidden", None,
        "unsupported_country_region_territory"),
    "model_not_found": (
        404, "The model does not exist or you do not have access to it.", INVALID, None, "model_not_found"),
    "context_length_exceeded": (
        400, "Your input exceeds the context window of this model. Please adjust your input and try again.",
        INVALID, "input", "context_length_exceeded"),
    "rate_limit_exceeded": (429, "Rate limit reached for requests", "requests", None, "rate_limit_exceeded"),
    "slow_down": (429, "Please reduce your request rate.", "rate_limit_error", None, "slow_down"),
    "insufficient_quota": (429, _BILLING, MONEY, None, "insufficient_quota"),
    "credit_balance_exhausted": (429, _BILLING, MONEY, None, "credit_balance_exhausted"),
    "project_spend_limit_exceeded": (429, _BILLING, MONEY, None, "project_spend_limit_exceeded"),
    "server_error": (
        500, "The server had an error while processing your request. Sorry about that!", SERVER, None, None),
    "server_is_overloaded": (
        503, "Our servers are currently overloaded. Please try again later.", SERVER, None,
        "server_is_overloaded"),
}  # fmt: skip


class ApiError(Exception):
    """A request that is answered with an error object."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = INVALID,
        param: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.kind, self.param, self.code = status, message, kind, param, code

    def response(self, headers: Mapping[str, str]) -> JSONResponse:
        error = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return JSONResponse({"error": error}, self.status, headers=headers)


def scripted(kind: str) -> ApiError | None:
    """The error answer that a scripted fault of this kind asks for."""
    if kind not in ANSWERS:
        return None
    status, message, type_, param, code = ANSWERS[kind]
    return ApiError(status, message, kind=type_, param=param, code=code)


def check_key(authorization: str | None) -> None:
    """Only keys that start with `emulator-` are good. Errors: ApiError 401, which shows a key's ends only."""
    scheme, _, key = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise ApiError(401, "Missing bearer or basic authentication in header")
    if not key.startswith("emulator-"):
        shown = f"{key[:4]}{'*' * 8}{key[-4:]}" if len(key) > 12 else "*" * len(key)
        raise ApiError(
            401,
            f"Incorrect API key provided: {shown}. You can find your API key at "
            "https://platform.openai.com/account/api-keys.",
            code="invalid_api_key",
        )


def invalid_schema(name: str, path: tuple[Any, ...], reason: str) -> ApiError:
    """A schema that strict mode does not take, with the place where it breaks the rules."""
    return ApiError(
        400,
        f"Invalid schema for response_format '{name}': In context={path!r}, {reason}.",
        param="text.format.schema",
        code="invalid_json_schema",
    )
