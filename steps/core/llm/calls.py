"""One question made one paid call: the ledger's row, the breaker, the time, and a few repeats within seconds.

Every call has a row in the ledger, written before it starts and filled after it, so a repeated attempt of a step pays
only for what is missing. A call is repeated at most twice within seconds, Argo owns minutes.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from steps.core.errors import ConfigurationError, TemporaryError
from steps.core.llm import pace
from steps.core.llm.chat_bodies import ErrorInstead
from steps.core.llm.chat_replies import read_chat
from steps.core.llm.pace import Pace
from steps.core.llm.provider import call_failures, sending
from steps.core.llm.provider.call_failures import Failure
from steps.core.llm.provider.error_bodies import told_by
from steps.core.llm.provider.servers import Dialect, Server
from steps.core.llm.questions import Question
from steps.core.llm.replies import Reply, read_reply
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Ledger, fingerprint

PROVIDER = "openai"
CALLS = 3  # of one question within one attempt
UNKNOWN_CALLS = 2  # of which so many may end without an answer that may be charged all the same
LONGEST_PAUSE = 20.0  # seconds; a longer Retry-After is Argo's business
RESERVE = 1.0  # seconds kept back, in which the attempt can still store what happened


@dataclass(frozen=True)
class Answered:
    """A reply, with its body as sent and the seconds that the call took; without them where the ledger had it."""

    reply: Reply
    content: bytes = b""
    seconds: float = 0.0


class Calls:
    """The calls of one attempt of a step. `most_seconds`: the setting for one call."""

    def __init__(
        self,
        server: Server,
        ledger: Ledger,
        breaker: Breaker,
        log: logging.LoggerAdapter[logging.Logger],
        *,
        most_seconds: float | None,
        time_left: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._server, self._ledger, self._breaker, self._log = server, ledger, breaker, log
        self._most_seconds, self._time_left, self._sleep = most_seconds, time_left, sleep

    def make(
        self, question: Question, dialect: Dialect, speed: Pace, *, most: int = CALLS, patience: float = 0.0
    ) -> Answered | Failure:
        """The reply to this very question: an earlier attempt's from the ledger, or a new one, by so many calls.
        `patience`: seconds that each may take at the least, unless the setting says less."""
        sending.load()
        key = fingerprint(provider=PROVIDER, own_server=self._server.url is not None, **question.identity())
        number, unknown = 1, 0
        while True:
            call = self._ledger.begin(PROVIDER, key)
            if call.state == "succeeded":
                return Answered(Reply.from_ledger(call))
            if number == 1 and not call.fresh and call.state in ("intent", "unknown"):
                unknown = 1
            outcome = self._call(question, dialect, speed, patience, requests=call.attempts)
            if isinstance(outcome, Answered):
                self._record_reply(key, outcome.reply)
                return outcome
            self._record_failure(key, outcome)
            unknown += outcome.unknown
            pause = self._pause(outcome, number)
            if pause is None or number >= most or unknown >= UNKNOWN_CALLS:
                return outcome
            self._sleep(pause)
            number += 1

    def _call(
        self, question: Question, dialect: Dialect, speed: Pace, patience: float, *, requests: int
    ) -> Answered | Failure:
        """One call, if the time and the breaker allow it."""
        seconds = self._time_left() - RESERVE
        if seconds <= 0:
            return Failure(TemporaryError("out_of_time", "no time was left to ask the model"))
        longest = pace.call_seconds(question.max_output_tokens, speed, self._most_seconds)
        seconds = min(seconds, longest if self._most_seconds else max(longest, patience))
        slow = pace.too_slow(len(question.document.encode()), question.max_output_tokens, speed, seconds)
        if slow is not None:
            return Failure(ConfigurationError("model_too_slow", slow))
        try:
            self._breaker.check(PROVIDER)
        except ConfigurationError as error:
            return Failure(error)
        started = time.monotonic()
        outcome = self._send(question, dialect, seconds, requests)
        facts = {"provider": PROVIDER, "schema": question.schema_name, "part": question.part}
        took = round(time.monotonic() - started, 3)
        self._log.info("provider_call", extra={**facts, "seconds": took, **_facts(outcome)})
        return outcome

    def _send(
        self, question: Question, dialect: Dialect, seconds: float, requests: int
    ) -> Answered | Failure:
        sent = sending.send(self._server, dialect, question.request(dialect), seconds)
        if isinstance(sent, Failure):
            return sent
        read = read_chat if dialect == Dialect.CHAT else read_reply
        try:
            reply = read(
                sent.content,
                model=question.model,
                request_id=sent.request_id,
                requests=requests,
                room=question.max_output_tokens,
                priced=self._server.official,
            )
        except ErrorInstead as error:
            said = told_by(error.body)
            return call_failures.of_error_body(said.code, question.model, too_long=said.too_long)
        except ValueError:
            return call_failures.of_nonsense()
        if reply.status in ("completed", "incomplete"):
            return Answered(reply, sent.content, sent.seconds)
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


def _facts(outcome: Answered | Failure) -> dict[str, object]:
    """What the log may know of a call's end: never the answer's text."""
    if isinstance(outcome, Failure):
        return {"outcome": outcome.error.code, "error": outcome.error.message}
    reply = outcome.reply
    return {
        "outcome": reply.status,
        "model": reply.model,
        "request_id": reply.request_id,
        "input_tokens": reply.usage.input_tokens,
        "output_tokens": reply.usage.output_tokens,
    }
