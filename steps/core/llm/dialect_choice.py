"""Which dialect a server is asked in: OpenAI's own by Responses, another as the setting says or as a probe finds out.

The probe asks in each dialect until one obeys the schema; what it finds is kept for all processes, and found out anew
once the server contradicts it. One process probes at a time, the others wait for what it finds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from steps.core.errors import ConfigurationError, StepError, TemporaryError
from steps.core.llm.calls import CALLS, Answered
from steps.core.llm.model_servers import ModelServer, ModelServers
from steps.core.llm.pace import TOKENS_PER_SECOND, UNKNOWN, Pace
from steps.core.llm.provider.call_failures import Failure
from steps.core.llm.provider.servers import Dialect, Server
from steps.core.llm.questions import Question
from steps.core.llm.schema_probe import THINKING_ROOM, Found, judged, pace_of, question_of

# Most servers of one's own obey a schema by Chat Completions, also those whose Responses API ignores it.
ORDER = (Dialect.CHAT, Dialect.RESPONSES)
WAIT = 0.5  # seconds between two looks at another process' probe
FINAL = frozenset(
    {"provider_key", "provider_forbidden", "provider_billing", "provider_url"}
)  # in any dialect alike


Ask = Callable[[Question, Dialect, int], Answered | Failure]  # by so many calls at the most


@dataclass(frozen=True)
class Choice:
    """`serial`: of the probe that found it, None where none was needed."""

    dialect: Dialect
    pace: Pace = UNKNOWN
    serial: int | None = None


class Choices:
    """The choice for one server and model, for one attempt of a step. Safe to use from several threads."""

    def __init__(
        self,
        server: Server,
        model: str,
        servers: ModelServers,
        ask: Ask,
        *,
        job_id: str,
        time_left: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._server, self._model, self._servers, self._ask = server, model, servers, ask
        self._job_id, self._time_left, self._sleep = job_id, time_left, sleep
        self._lock = threading.Lock()
        self._choice: Choice | None = None

    def choice(self) -> Choice:
        """Errors: ConfigurationError `provider_no_schema` where the server obeys none, or what every call may raise;
        TemporaryError `out_of_time`."""
        if self._server.fixed is not None:
            return Choice(self._server.fixed)
        with self._lock:
            if self._choice is None:
                self._choice = self._found()
            return self._choice

    def contradicted(self, choice: Choice) -> bool:
        """The server's answer is not what the probe found. Whether the next `choice` is found out anew."""
        if choice.serial is None:
            return False
        with self._lock:
            if self._choice != choice:
                return True  # another thread has seen to it
            anew = self._servers.forget(self._server.name, self._model, choice.serial)
            self._choice = None
            return anew

    def _found(self) -> Choice:
        while True:
            known = self._servers.known(self._server.name, self._model)
            if known is not None:
                return self._chosen(known)
            serial = self._servers.claim(self._server.name, self._model)
            if serial is not None:
                self._probe(serial)
            elif self._time_left() <= 2 * WAIT:
                raise TemporaryError(
                    "out_of_time", "another job still finds out how the model server is asked"
                )
            else:
                self._sleep(WAIT)

    def _chosen(self, known: ModelServer) -> Choice:
        if known.dialect == "none":
            raise ConfigurationError(
                "provider_no_schema", known.refusal or "the model server obeys no schema"
            )
        pace = Pace(known.tokens_per_second, known.reading_per_second, known.age)
        return Choice(Dialect(known.dialect), pace, known.serial)

    def _probe(self, serial: int) -> None:
        """Errors: those of a call that says nothing about the schema; then the next question probes again."""
        found: dict[Dialect, str] = {}
        try:
            for dialect in ORDER:
                verdict = self._asked(dialect, serial)
                if isinstance(verdict, Pace):
                    self._record(serial, dialect, pace=verdict)
                    return
                found[dialect] = verdict
        except StepError:
            self._record(serial, None)
            raise
        self._record(serial, "none", refusal=_refusal(self._server, self._model, found))

    def _asked(self, dialect: Dialect, serial: int) -> Pace | str:
        """The pace of a server that obeys in this dialect, or what it did instead."""
        place = 10 * ORDER.index(dialect)
        asked = self._told(question_of(self._job_id, self._model, serial=serial, again=place), dialect)
        if isinstance(asked, Answered) and judged(asked.reply) == Found.THOUGHT:
            question = question_of(
                self._job_id, self._model, serial=serial, again=place + 1, room=THINKING_ROOM
            )
            asked = self._told(question, dialect)
        if isinstance(asked, str):
            return asked
        verdict = judged(asked.reply)
        if verdict != Found.OBEYED:
            return str(verdict.value)
        pace = pace_of(asked.content, asked.reply, asked.seconds)
        if not pace.told and pace.writing is not None and pace.writing < TOKENS_PER_SECOND:
            # The whole call may have loaded the model. A second one tells how fast it is, if it comes.
            question = question_of(self._job_id, self._model, serial=serial, again=place + 2)
            again = self._ask(question, dialect, 1)
            if isinstance(again, Answered):
                second = pace_of(again.content, again.reply, again.seconds)
                pace = replace(pace, writing=max(pace.writing, second.writing or 0))
        return pace

    def _told(self, question: Question, dialect: Dialect) -> Answered | str:
        """The answer, or in words that the server has no such path or refuses the form of the request.

        Errors: those of a failure that is the same in every dialect, or passes."""
        asked = self._ask(question, dialect, CALLS)
        if isinstance(asked, Answered):
            return asked
        passes = isinstance(asked.error, TemporaryError) and asked.error.code != "provider_unreadable"
        if passes and asked.status not in (200, 501):
            raise asked.error
        if asked.error.code in FINAL:
            raise asked.error
        return f"answers {asked.status}" if asked.status else "gives no answer that can be read"

    def _record(
        self, serial: int, dialect: str | None, *, refusal: str | None = None, pace: Pace = UNKNOWN
    ) -> None:
        self._servers.record(
            self._server.name,
            self._model,
            serial,
            dialect=dialect,
            refusal=refusal,
            tokens_per_second=pace.writing,
            reading_per_second=pace.reading,
        )


def _refusal(server: Server, model: str, found: dict[Dialect, str]) -> str:
    chat, responses = found[Dialect.CHAT], found[Dialect.RESPONSES]
    return (
        f"the server at OPENAI_BASE_URL ({server.name}) obeys no JSON schema with the model {model!r} (Chat "
        f"Completions: {chat}; Responses: {responses}): name a model that it has and that does with "
        "JOBS_OPENAI_MODEL, another server with OPENAI_BASE_URL, or how it must be asked with JOBS_LLM_DIALECT"
    )
