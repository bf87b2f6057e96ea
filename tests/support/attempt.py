"""An attempt of a step without its runner: a real context, with what a test puts in the place of storage or model."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from pipelines.emulators.rule_engines import RULE_ENGINES, RuleEngine, find
from steps.core.context import Context
from steps.core.errors import TemporaryError
from steps.core.llm.answers import RULES_NOTE, Answer
from steps.core.models import Usage
from steps.core.needs import Need
from steps.core.settings import Settings
from steps.core.storage.storage import Storage

JOB_ID = "0198c0de-0000-7000-8000-000000000001"
USAGE = Usage(requests=1, input_tokens=700, output_tokens=900)
Model = TypeVar("Model")


def context_of(
    pipeline: str, *, step: str = "", job_id: str = JOB_ID, attempt: int = 1, queued_at: datetime | None = None,
    seconds: float = 60.0, settings: Settings | None = None, connection: Any = None, log: Any = None,
    report_progress: Callable[[int, int], None] = lambda done, total: None, **instead: Any,
) -> Context:  # fmt: skip
    """A context as the runner makes it. `instead`: what stands in for `storage`, `ledger`, `llm` or `speech`."""
    context = Context(
        job_id=job_id,
        pipeline=pipeline,
        step=step or f"process-{pipeline}",
        attempt=attempt,
        queued_at=queued_at or datetime.now(UTC),
        deadline=time.monotonic() + seconds,
        settings=settings or Settings(),
        connection=connection,
        log=log or logging.LoggerAdapter(logging.getLogger(__name__)),
        report_progress=report_progress,
        needs=frozenset(Need),
    )
    vars(context).update(instead)  # cached properties: what is there already is not made
    return context


@dataclass
class Attempt(Generic[Model]):
    """A process step's attempt without a database. `llm` answers in place of a model; `steps`: progress as told."""

    pipeline: str
    storage: Storage
    llm: Model
    queued_at: datetime = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
    job_id: str = JOB_ID
    seconds: float = 60.0
    steps: list[tuple[int, int]] = field(default_factory=list)

    @property
    def context(self) -> Context:
        return context_of(
            self.pipeline,
            job_id=self.job_id,
            queued_at=self.queued_at,
            seconds=self.seconds,
            report_progress=lambda done, total: self.steps.append((done, total)),
            storage=self.storage,
            llm=self.llm,
        )


@dataclass
class RulesReader:
    """The language model's place, taken by the rules. `changes` replace fields of every answer; `questions`: all asked.

    `rules`: whether it says what it is. `fails`: the part whose question the provider does not answer.
    """

    usage: Usage = USAGE
    changes: dict[str, Any] = field(default_factory=dict)
    rules: bool = True
    fails: int | None = None
    questions: list[dict[str, Any]] = field(default_factory=list)
    engines: Mapping[str, str | RuleEngine] = field(default_factory=lambda: RULE_ENGINES)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, **question: Any) -> Answer[Any]:
        with self.lock:
            self.questions.append(question)
        if self.fails is not None and question["part"] == self.fails:
            raise TemporaryError("provider_unavailable", "try again")
        return Answer(
            value=self.answer(question),
            usage=self.usage,
            engine="rules" if self.rules else "openai",
            engine_detail="rules-1" if self.rules else "some-model",
            quality_note=RULES_NOTE if self.rules else None,
        )

    def answer(self, question: dict[str, Any]) -> BaseModel:
        wire = find(self.engines[question["schema_name"]])(question["document"])
        return type(wire).model_validate({**wire.model_dump(), **self.changes}) if self.changes else wire
