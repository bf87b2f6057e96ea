"""Ask a language model for a typed answer about one document.

The same question of a job gives the same Answer again, and is paid once: see calls.py.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from steps.core.errors import ConfigurationError, PermanentError
from steps.core.llm import prices
from steps.core.llm.answers import Answer, answered
from steps.core.llm.calls import Calls
from steps.core.llm.dialect_choice import Choice, Choices
from steps.core.llm.model_servers import ModelServers
from steps.core.llm.pace import UNKNOWN
from steps.core.llm.provider.call_failures import Failure
from steps.core.llm.provider.servers import server_of
from steps.core.llm.questions import Question
from steps.core.llm.replies import Reply
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.ledger import Ledger
from steps.core.settings import Settings

T = TypeVar("T", bound=BaseModel)

STALE_SECONDS = 600.0  # a speed that was measured so long ago is measured again before it stops a job
PROBE_SECONDS = 120.0  # a server may load its model first, and a slow one is to be known as that
CONTRADICTIONS = (400, 404, 405, 422, 501)  # of a server that took such a request when it was probed


class LLM:
    """Models by OpenAI's API: OpenAI, a server of one's own (OPENAI_BASE_URL), or the emulator."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        breaker: Breaker,
        servers: ModelServers,
        log: logging.LoggerAdapter[logging.Logger],
        *,
        job_id: str,
        time_left: Callable[[], float],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._ledger, self._breaker, self._servers = settings, ledger, breaker, servers
        self._log, self._job_id, self._time_left, self._sleep = log, job_id, time_left, sleep

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
        first, choice = self._reply(question)
        try:
            return answered(first.value(answer), first, first.usage)
        except PermanentError as error:
            if error.code == "answer_too_long":
                question = question.with_twice_the_room()
            elif error.code == "answer_invalid":
                self._choices.contradicted(choice)
                question = question.once_more()
            else:
                raise
        second, _ = self._reply(question)
        return answered(second.value(answer), second, prices.total([first.usage, second.usage]))

    def _reply(self, question: Question) -> tuple[Reply, Choice]:
        """Of the server as it is asked now. One that is not what its probe found is probed again, once."""
        choice = self._choices.choice()
        outcome = self._calls.make(question, choice.dialect, choice.pace)
        if (
            isinstance(outcome, Failure)
            and _contradicts(outcome, choice)
            and self._choices.contradicted(choice)
        ):
            choice = self._choices.choice()
            outcome = self._calls.make(question, choice.dialect, choice.pace)
        if isinstance(outcome, Failure):
            raise outcome.error
        return outcome.reply, choice

    @cached_property
    def _calls(self) -> Calls:
        return Calls(
            server_of(self._settings),
            self._ledger,
            self._breaker,
            self._log,
            most_seconds=self._settings.llm_call_seconds,
            time_left=self._time_left,
            sleep=self._sleep,
        )

    @cached_property
    def _choices(self) -> Choices:
        """Errors: as `server_of`."""
        return Choices(
            server_of(self._settings),
            self._settings.openai_model,
            self._servers,
            lambda question, dialect, most: self._calls.make(
                question, dialect, UNKNOWN, most=most, patience=PROBE_SECONDS
            ),
            job_id=self._job_id,
            time_left=self._time_left,
            sleep=self._sleep,
        )


def _contradicts(failure: Failure, choice: Choice) -> bool:
    """Whether the probe may have been overtaken: by a server that was changed, or one that is faster now."""
    if failure.error.code == "model_too_slow":
        return choice.pace.age > STALE_SECONDS
    refused = isinstance(failure.error, ConfigurationError) or failure.error.code == "provider_rejected"
    return refused and failure.status in CONTRADICTIONS
