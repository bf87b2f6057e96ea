"""A step's context for the evaluation: real storage in a folder, and the rules engine in the model's place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from steps.core.llm.answers import RULES_NOTE, Answer
from steps.core.models import Usage
from steps.core.storage.storage import Storage

RuleEngine = Callable[[str], BaseModel]


@dataclass
class RulesReader:
    """The language model's place, taken by an engine."""

    engine: RuleEngine

    def ask(self, *, document: str, **_: Any) -> Answer[Any]:
        return Answer(self.engine(document), Usage(requests=1), "rules", "rules-eval", RULES_NOTE)


@dataclass
class Attempt:
    """What a process step touches of its context."""

    pipeline: str
    storage: Storage
    llm: RulesReader
    queued_at: datetime
    job_id: str = "0198c0de-0000-7000-8000-000000000001"
    time_left: float = 60.0

    def progress(self, done: int, total: int) -> None: ...


@contextmanager
def attempt(
    pipeline: str, engine: RuleEngine, queued_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
) -> Iterator[Any]:
    """An attempt of a job's process step; `Any`, because it stands in for a Context without a database."""
    folder = tempfile.mkdtemp(prefix=f"eval-{pipeline}-")
    try:
        yield Attempt(pipeline, Storage(Path(folder).as_uri()), RulesReader(engine), queued_at)
    finally:
        shutil.rmtree(folder)
