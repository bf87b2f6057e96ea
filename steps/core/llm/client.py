"""Ask a language model for a typed answer about one document: the only file that knows the openai SDK.

The SDK's own retries are off, because each call costs money: this file repeats a call at most twice within
seconds, Argo owns minutes. Every call has a row in the ledger, written before it starts and filled after it,
so a repeated attempt of a step pays only for what is missing; the same question gives the same Answer again.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from steps.core.errors import ConfigurationError, PermanentError, TemporaryError
from steps.core.llm import call_failures, prices
from steps.core.llm.answers import Answer, answered
from steps.core.llm.call_failures import Failure
from steps.core.llm.questions import Question
from steps.core.llm.replies import Reply, read_reply
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Ledger, fingerprint
from steps.core.settings import Settings

if TYPE_CHECKING:
    import ssl

    import openai

T = TypeVar("T", bound=BaseModel)

PROVIDER = "openai"
CALLS = 3  # of one question within one attempt
UNKNOWN_CALLS = 2  # of which so many may end without an answer that may be charged all the same
CALL_SECONDS = 45.0  # what a call may take, time left permitting; long answers get more:
TOKENS_PER_SECOND = 30  # models write 50 to 150; one that is slower than this hangs
LONGEST_PAUSE = 20.0  # seconds; a longer Retry-After is Argo's business
RESERVE = 1.0  # seconds kept back, in which the attempt can still store what happened


class LLM:
    """Models by the Responses API: OpenAI, any server that speaks it (OPENAI_BASE_URL), or the emulator."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        breaker: Breaker,
        log: logging.LoggerAdapter[logging.Logger],
        *,
        job_id: str,
        time_left: Callable[[], float],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._ledger, self._breaker, self._log = settings, ledger, breaker, log
        self._job_id, self._time_left, self._sleep = job_id, time_left, sleep

    def ask(
        self,
        *,
        schema_name: str,
        instructions: str,
        document: str,
        answer: type[T],
        max_output_tokens: int,
        part: int = 0,
    ) -> Answer[T]:
        """One answer about one document, or its `part`-th window, in the form of the wire model `answer`.

        An answer that was cut off is asked for once more with twice the room; one that is not what the schema
        says is asked for once more as it was. Both are paid for, so there is no third. Errors:
        ConfigurationError; PermanentError `model_refused`, `content_filtered`, `answer_too_long`,
        `answer_invalid`, `input_too_large`, `provider_rejected`; TemporaryError `provider_*`, `out_of_time`.
        """
        question = Question(
            job_id=self._job_id,
            model=self._settings.openai_model,
            schema_name=schema_name,
            instructions=instructions,
            document=document,
            answer=answer,
            max_output_tokens=max_output_tokens,
            part=part,
        )
        first = self._reply(question)
        try:
            return answered(first.value(answer), first, first.usage)
        except PermanentError as error:
            if error.code == "answer_too_long":
                question = question.with_twice_the_room()
            elif error.code == "answer_invalid":
                question = question.once_more()
            else:
                raise
        second = self._reply(question)
        return answered(second.value(answer), second, prices.total([first.usage, second.usage]))

    def _reply(self, question: Question) -> Reply:
        """The reply to this very question: an earlier attempt's from the ledger, or a new one."""
        _, url = self._credentials
        import openai  # noqa: F401  loading it takes seconds on a busy machine: not between intent and call

        key = fingerprint(provider=PROVIDER, own_server=url is not None, **question.identity())
        number, unknown = 1, 0
        while True:
            call = self._ledger.begin(PROVIDER, key)
            if call.state == "succeeded":
                return Reply.from_ledger(call)
            if number == 1 and not call.fresh and call.state in ("intent", "unknown"):
                unknown = 1
            outcome = self._call(question, requests=call.attempts)
            if isinstance(outcome, Reply):
                self._record_reply(key, outcome)
                return outcome
            self._record_failure(key, outcome)
            unknown += outcome.unknown
            pause = self._pause(outcome, number)
            if pause is None or number == CALLS or unknown >= UNKNOWN_CALLS:
                raise outcome.error
            self._sleep(pause)
            number += 1

    def _call(self, question: Question, *, requests: int) -> Reply | Failure:
        """One call, if the time and the breaker allow it."""
        seconds = self._time_left() - RESERVE
        if seconds <= 0:
            return Failure(TemporaryError("out_of_time", "no time was left to ask the model"))
        try:
            self._breaker.check(PROVIDER)
        except ConfigurationError as error:
            return Failure(error)
        started = time.monotonic()
        longest = max(CALL_SECONDS, question.max_output_tokens / TOKENS_PER_SECOND)
        outcome = self._send(question, min(seconds, longest), requests)
        facts = {"provider": PROVIDER, "schema": question.schema_name, "part": question.part}
        seconds = round(time.monotonic() - started, 3)
        self._log.info("provider_call", extra={**facts, "seconds": seconds, **_facts(outcome)})
        return outcome

    def _send(self, question: Question, seconds: float, requests: int) -> Reply | Failure:
        import openai

        timeout = openai.Timeout(seconds, connect=min(5.0, seconds))
        try:
            with self._client() as client:
                raw = client.responses.with_raw_response.create(**question.request(), timeout=timeout)
        except openai.APIStatusError as error:
            return call_failures.of_status(
                error.status_code,
                code=error.code,
                kind=error.type,
                headers=error.response.headers,
                model=question.model,
            )
        except openai.APIConnectionError as error:
            sent = type(error.__cause__).__name__ not in ("ConnectError", "ConnectTimeout")
            return call_failures.of_connection(timeout=isinstance(error, openai.APITimeoutError), sent=sent)
        try:
            reply = read_reply(
                raw.content, model=question.model, request_id=raw.request_id, requests=requests
            )
        except ValueError:
            return call_failures.of_nonsense()
        if reply.status in ("completed", "incomplete"):
            return reply
        return call_failures.of_reply(reply.status, reply.reason, reply.usage)

    def _record_reply(self, key: str, reply: Reply) -> None:
        self._ledger.record(
            key,
            "succeeded",
            external_id=reply.id,
            response=reply.for_ledger(),
            usage=reply.usage.model_dump(mode="json"),
            cost_usd=reply.usage.cost_usd,
        )
        self._breaker.close(PROVIDER)

    def _record_failure(self, key: str, failure: Failure) -> None:
        self._ledger.record(
            key,
            "unknown" if failure.unknown else "failed",
            usage=None if failure.usage is None else failure.usage.model_dump(mode="json"),
            error=failure.error,
        )
        if failure.billing:
            self._breaker.open(PROVIDER, failure.error.code)

    def _pause(self, failure: Failure, number: int) -> float | None:
        """Seconds until the next call may start; None where a repeat within seconds is not worth it."""
        if not failure.repeat:
            return None
        backoff = 0.5 * 2 ** (number - 1) * random.uniform(0.75, 1.25)
        wish = getattr(failure.error, "retry_after", None)
        pause: float = backoff if wish is None else wish
        return pause if pause <= LONGEST_PAUSE and pause + RESERVE < self._time_left() else None

    @cached_property
    def _credentials(self) -> tuple[str, str | None]:
        """Key and base URL. Errors: ConfigurationError naming the variable, never its value."""
        secret, url = self._settings.openai_api_key, self._settings.openai_base_url
        key = secret.get_secret_value().strip() if secret else ""
        if not key and not url:
            raise ConfigurationError(
                "no_provider", "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own"
            )
        if not (key.isascii() and key.isprintable()):
            raise ConfigurationError("provider_key", "OPENAI_API_KEY holds characters that no key has")
        if url and urlsplit(url).scheme not in ("http", "https"):
            raise ConfigurationError("provider_url", "OPENAI_BASE_URL must start with http:// or https://")
        return key or "not-needed", url or None

    def _client(self) -> openai.OpenAI:
        """A client for one call, so that no socket is left open in a process that lives on."""
        import openai

        key, url = self._credentials
        local = url is not None and urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
        # A proxy named in the environment is for the outside world; it cannot reach this machine's loopback.
        client = openai.DefaultHttpxClient(verify=_trusted(), trust_env=not local)
        return openai.OpenAI(api_key=key, base_url=url, max_retries=0, http_client=client)


@cache
def _trusted() -> ssl.SSLContext:
    """Whom TLS trusts: certifi's authorities, or those of SSL_CERT_FILE or SSL_CERT_DIR. A process reads them once,
    since that takes 24 ms, most of what a client costs."""
    import httpx

    return httpx.create_ssl_context()


def _facts(outcome: Reply | Failure) -> dict[str, object]:
    """What the log may know of a call's end: never the answer's text."""
    if isinstance(outcome, Failure):
        return {"outcome": outcome.error.code, "error": outcome.error.message}
    return {
        "outcome": outcome.status,
        "model": outcome.model,
        "request_id": outcome.request_id,
        "input_tokens": outcome.usage.input_tokens,
        "output_tokens": outcome.usage.output_tokens,
    }
