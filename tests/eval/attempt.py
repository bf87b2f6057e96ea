"""A step's context for the evaluation: real storage in a folder, and the rules engine in the model's place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from steps.core.context import Context
from steps.core.storage.storage import Storage
from tests.support.attempt import Attempt, RulesReader


@contextmanager
def attempt(pipeline: str, queued_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Iterator[Context]:
    """The context of one attempt of a pipeline's process step."""
    folder = tempfile.mkdtemp(prefix=f"eval-{pipeline}-")
    try:
        yield Attempt(pipeline, Storage(Path(folder).as_uri()), RulesReader(), queued_at).context
    finally:
        shutil.rmtree(folder)
