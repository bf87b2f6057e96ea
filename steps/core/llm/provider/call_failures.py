"""What a failed call of a model provider means: which error it is, and whether to repeat it within seconds.

The table follows OpenAI's guide to error codes; `code` and `kind` are the fields `code` and `type` of the
error body. A 429 is two things: too many requests, which passes, or no money, which does not.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import mktime_tz, parsedate_tz

from steps.core.errors import ConfigurationError, PermanentError, StepError, TemporaryError
from steps.core.models import Usage

BILLING = frozenset({
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
})  # fmt: skip
PASSING = ("server_error", "rate_limit_exceeded")  # codes of a `failed` answer that may pass
_SLUG = re.compile(r"[a-z0-9_.-]{1,60}")


@dataclass(frozen=True)
class Failure:
    """`repeat`: trying again within seconds may help. `unknown`: the provider may have charged for it."""

    error: StepError
    repeat: bool = False
    unknown: bool = False
    billing: bool = False
    usage: Usage | None = None
    status: int | None = None  # of HTTP


def of_status(
    status: int,
    *,
    code: str | None,
    kind: str | None,
    headers: Mapping[str, str],
    model: str,
    keyless: bool = False,
    too_long: bool = False,
) -> Failure:
    """The failure behind an HTTP error. The provider's own text stays out: it may hold a part of the key. `keyless`: no
    key was sent; `too_long`: the error's text says that the request does not fit in the model's context."""
    failure = _of_status(status, code, kind, headers, model, keyless, too_long)
    return replace(failure, status=status)


def _of_status(
    status: int,
    code: str | None,
    kind: str | None,
    headers: Mapping[str, str],
    model: str,
    keyless: bool,
    too_long: bool,
) -> Failure:
    what = _what(None if code == f"{status}" else code, f"{status}")
    wait = retry_after(headers)
    if status == 429 and (kind == "insufficient_quota" or code in BILLING):
        text = f"the model provider refuses for lack of credit or a spend limit ({what})"
        return Failure(ConfigurationError("provider_billing", text), billing=True)
    if status == 429:
        text = f"the model provider has too much to do ({what})"
        return Failure(TemporaryError("provider_rate_limited", text, retry_after=wait), repeat=True)
    if status in (408, 409) or status >= 500:
        text = f"the model provider failed ({what})"
        return Failure(TemporaryError("provider_unavailable", text, retry_after=wait), repeat=True)
    if status < 400:
        text = (
            f"the model server sends its callers to another address ({what}): set OPENAI_BASE_URL to that one"
        )
        return Failure(ConfigurationError("provider_url", text))
    if too_long:
        text = f"the document and the room for its answer do not fit in the model's context ({what})"
        return Failure(PermanentError("input_too_large", text))
    if status == 401 and keyless:
        text = f"the model server wants a key: set OPENAI_API_KEY ({what})"
        return Failure(ConfigurationError("provider_key", text))
    if status == 401:
        text = f"the model provider refuses OPENAI_API_KEY ({what})"
        return Failure(ConfigurationError("provider_key", text))
    if status == 403:
        text = f"the model provider refuses this account, project or country ({what})"
        return Failure(ConfigurationError("provider_forbidden", text))
    if status == 404:
        text = f"the model provider knows no model {model!r}, or OPENAI_BASE_URL is wrong ({what})"
        return Failure(ConfigurationError("provider_model", text))
    if status == 413 or code == "context_length_exceeded":
        return Failure(PermanentError("input_too_large", f"the document is too long for the model ({what})"))
    return Failure(PermanentError("provider_rejected", f"the model provider rejected the request ({what})"))


def of_reply(status: str, code: str | None, usage: Usage) -> Failure:
    """The failure behind an answer that is neither complete nor cut off: HTTP was fine, the model was not."""
    text = f"the model ended without an answer ({_what(code, status)})"
    if status == "failed" and code not in PASSING:
        return Failure(PermanentError("provider_rejected", text), usage=usage)
    return Failure(TemporaryError("provider_unavailable", text), repeat=True, usage=usage)


def of_connection(*, timeout: bool, sent: bool) -> Failure:
    """No answer came. `sent`: the request was on its way, so it may be charged all the same."""
    if timeout:
        error = TemporaryError("provider_timeout", "the model provider did not answer in time")
    else:
        error = TemporaryError("provider_unreachable", "the connection to the model provider failed")
    return Failure(error, repeat=True, unknown=sent)


def of_error_body(code: str | None, model: str, *, too_long: bool = False) -> Failure:
    """A 200 whose body is an error, as some servers and proxies send it: by its code where that is an HTTP status."""
    status = int(code) if code and re.fullmatch("[45][0-9][0-9]", code) else None
    if status is not None or too_long:
        return of_status(status or 400, code=None, kind=None, headers={}, model=model, too_long=too_long)
    text = f"the model server answers with an error in place of an answer ({_what(code, '200')})"
    return Failure(TemporaryError("provider_unavailable", text), repeat=True, status=200)


def of_nonsense() -> Failure:
    """A 200 whose body is no answer, say a proxy's page."""
    text = "what answered is not a model provider, or its answer came in pieces"
    return Failure(TemporaryError("provider_unreadable", text), repeat=True, unknown=True)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The provider's wish in seconds: retry-after-ms, or Retry-After as a number or a date."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        return max(0.0, float(headers["retry-after"]))
    except KeyError:
        return None
    except ValueError:
        date = parsedate_tz(headers.get("retry-after"))
        return None if date is None else max(0.0, mktime_tz(date) - time.time())


def _what(code: str | None, otherwise: str) -> str:
    """The provider's code where it is one; a text that only stands in its place could hold anything."""
    return f"{otherwise} {code}" if code and _SLUG.fullmatch(code) else otherwise
