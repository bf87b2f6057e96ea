"""An attempt of a process step without a database: what such a step touches of its context."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from steps.core.storage.storage import Storage

Llm = TypeVar("Llm")


@dataclass
class Attempt(Generic[Llm]):
    """`llm` answers in place of a model; `steps`: the progress that was told."""

    storage: Storage
    llm: Llm
    pipeline: str
    job_id: str = "0198c0de-0000-7000-8000-000000000001"
    queued_at: datetime = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
    time_left: float = 60.0
    steps: list[tuple[int, int]] = field(default_factory=list)

    def progress(self, done: int, total: int) -> None:
        self.steps.append((done, total))
