"""What a step may touch while it runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import ValidationError

from steps.core.errors import ConfigurationError, PermanentError
from steps.core.models import Model
from steps.core.needs import Need, Needs
from steps.core.outcome import Outcome
from steps.core.validation import faults

if TYPE_CHECKING:
    import psycopg

    from steps.core.llm.client import LLM
    from steps.core.postgres.ledger import Ledger
    from steps.core.settings import Settings
    from steps.core.speech.client import Speech
    from steps.core.storage.storage import Storage

EVENTS = "events"  # the field of an Input that gets the data of all events which a job brings along


@dataclass
class Context:
    """One attempt of one step. `deadline` is on time.monotonic()'s clock, in seconds.

    `needs` is what the step's module declares as NEEDS. Storage, llm and speech raise ConfigurationError
    `need_not_declared` where it does not name them, and `settings` holds nothing of another need.
    """

    job_id: str
    pipeline: str
    step: str
    attempt: int
    queued_at: datetime
    deadline: float
    settings: Settings
    connection: psycopg.Connection[Any]
    log: logging.LoggerAdapter[logging.Logger]
    report_progress: Callable[[int, int], None] = lambda done, total: None
    needs: Needs = frozenset()
    outcome: Outcome | None = field(default=None, init=False)

    def limit_to(self, needs: Needs) -> None:
        """Before the step runs: it gets what it declares."""
        self.needs, self.settings = needs, self.settings.for_needs(needs)

    @property
    def time_left(self) -> float:
        """Seconds until this attempt must have ended; never negative."""
        return max(0.0, self.deadline - time.monotonic())

    def progress(self, done: int, total: int) -> None:
        """Tell whoever watches: `done` of `total` units of this step's work."""
        self.report_progress(done, total)

    def finish_job(self, outcome: Outcome) -> None:
        """Set the job's final status in the same transaction that stores this step's output."""
        self.outcome = outcome

    def _require(self, need: Need) -> None:
        if need not in self.needs:
            raise ConfigurationError(
                "need_not_declared", f"{self.step} uses {need}, which the NEEDS of its module do not name"
            )

    @cached_property
    def storage(self) -> Storage:
        self._require(Need.STORAGE)
        from steps.core.storage.storage import Storage

        return Storage(self.settings.storage_url, self.settings.storage_endpoint)

    @cached_property
    def ledger(self) -> Ledger:
        from steps.core.postgres.ledger import Ledger

        return Ledger(self.connection, self.job_id, self.step)

    @cached_property
    def llm(self) -> LLM:
        self._require(Need.LLM)
        from steps.core.llm.client import LLM
        from steps.core.llm.model_servers import ModelServers
        from steps.core.postgres.breaker import Breaker

        return LLM(
            self.settings,
            self.ledger,
            Breaker(self.connection),
            ModelServers(self.connection),
            self.log,
            job_id=self.job_id,
            time_left=lambda: self.time_left,
        )

    @cached_property
    def speech(self) -> Speech:
        self._require(Need.SPEECH)
        from steps.core.speech.client import Speech

        return Speech(self.settings, self.log, time_left=lambda: self.time_left)


class Step(Protocol):
    """What a module directly in steps/ offers. One that may run after the job's end says so: `ON_EXIT = True`."""

    NEEDS: Needs
    Input: type[Model]
    Output: type[Any]
    run: Callable[[Any, Context], Any]


def build_input(
    step: Step,
    pipeline: str,
    data: Mapping[str, Any],
    outputs: Mapping[str, Mapping[str, Any]],
    given: Mapping[str, Any],
) -> Model:
    """Fill the step's Input from the event and from earlier outputs, by field name. `given`: what else the
    runner tells.

    Errors: PermanentError `invalid_input` with what is wrong, field by field.
    """
    values: dict[str, Any] = {"pipeline": pipeline, "data": data, **given}
    for source in (data, *outputs.values()):
        values.update((name, source[name]) for name in step.Input.model_fields if name in source)
    try:
        return step.Input.model_validate(values)
    except ValidationError as error:
        raise PermanentError("invalid_input", "; ".join(faults(error))) from None
