"""meeting-summarizer does not process yet: its event is checked, then the job fails with `not_available`."""

from __future__ import annotations

from datetime import date

from steps.core.availability import not_available
from steps.core.context import Context
from steps.core.events import Turn
from steps.core.models import DocumentRef, Model


class Input(Model):
    turns: list[Turn] | None = None
    document: DocumentRef | None = None
    speaker_separation_job_id: str | None = None
    title: str | None = None
    meeting_date: date | None = None


class Output(Model):
    """Nothing yet."""


def run(input: Input, context: Context) -> Output:
    raise not_available(context.job)
