"""One HTTP call to a model's server: the only file that knows the openai SDK.

The SDK's own retries are off, because each call costs money. No redirect is followed: the key and the document go to
the address that was told and to no other. An answer has an end: in time, also where it trickles, and in bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from steps.core.llm.provider import call_failures
from steps.core.llm.provider.call_failures import Failure
from steps.core.llm.provider.error_bodies import told_by
from steps.core.llm.provider.servers import Dialect, Server

if TYPE_CHECKING:
    import ssl

    import openai

MOST_BYTES = 32 * 2**20  # of an answer; the longest that anybody asks for takes less than one


@dataclass(frozen=True)
class Body:
    """What a server answered with 200. `seconds`: how long the call took in all."""

    content: bytes
    request_id: str | None
    seconds: float


def load() -> None:
    """Loading the SDK takes seconds on a busy machine: not between intent and call."""
    import openai  # noqa: F401


def send(server: Server, dialect: Dialect, request: dict[str, Any], seconds: float) -> Body | Failure:
    """POST the request of this dialect. `seconds`: what it may take."""
    import openai

    timeout = openai.Timeout(seconds, connect=min(5.0, seconds))
    headers = {} if server.key else {"Authorization": openai.Omit()}
    started = time.monotonic()
    try:
        with _client(server) as client:
            route: Any = client.responses if dialect == Dialect.RESPONSES else client.chat.completions
            with route.with_streaming_response.create(
                **request, timeout=timeout, extra_headers=headers
            ) as answer:
                content = _whole(answer.iter_bytes(), started + seconds)
                request_id = answer.headers.get("x-request-id")
    except openai.APIStatusError as error:
        said = told_by(error.body)
        return call_failures.of_status(
            error.status_code,
            code=said.code,
            kind=said.kind,
            headers=error.response.headers,
            model=str(request.get("model")),
            keyless=not server.key,
            too_long=said.too_long,
        )
    except openai.APIConnectionError as error:
        sent = type(error.__cause__).__name__ not in ("ConnectError", "ConnectTimeout")
        return call_failures.of_connection(timeout=isinstance(error, openai.APITimeoutError), sent=sent)
    except _Endless:
        return call_failures.of_nonsense()
    except TimeoutError:
        return call_failures.of_connection(timeout=True, sent=True)
    except Exception as error:
        # While the body is read, the SDK's HTTP library speaks for itself: httpx, or the fork of it that it brings.
        if not type(error).__module__.startswith("httpx"):
            raise
        return call_failures.of_connection(timeout="Timeout" in type(error).__name__, sent=True)
    return Body(content, request_id, time.monotonic() - started)


class _Endless(Exception):
    """An answer that is larger than any that was asked for."""


def _whole(parts: Iterable[bytes], until: float) -> bytes:
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > MOST_BYTES:
            raise _Endless
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(content)


def _client(server: Server) -> openai.OpenAI:
    """A client for one call, so that no socket is left open in a process that lives on."""
    import openai

    # A proxy named in the environment is for the outside world; it cannot reach this machine's loopback.
    http = openai.DefaultHttpxClient(verify=_trusted(), trust_env=not server.local, follow_redirects=False)
    return openai.OpenAI(api_key=server.key or "none", base_url=server.url, max_retries=0, http_client=http)


@cache
def _trusted() -> ssl.SSLContext:
    """Whom TLS trusts: certifi's authorities, or those of SSL_CERT_FILE or SSL_CERT_DIR. A process reads them once,
    since that takes 24 ms, most of what a client costs."""
    import httpx

    return httpx.create_ssl_context()
