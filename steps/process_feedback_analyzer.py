"""feedback-analyzer does not process yet: its event is checked, then the job fails with `not_available`."""

from __future__ import annotations

from steps.core.availability import not_available
from steps.core.context import Context
from steps.core.events import FeedbackItem
from steps.core.models import DocumentRef, Model


class Input(Model):
    items: list[FeedbackItem] | None = None
    document: DocumentRef | None = None
    rating_scale: str | None = None


class Output(Model):
    """Nothing yet."""


def run(input: Input, context: Context) -> Output:
    raise not_available(context.job)
