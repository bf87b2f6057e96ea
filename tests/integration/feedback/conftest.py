"""Attempts of the feedback step against the emulator over real HTTP, with a real ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steps.core.events import FeedbackItem
from steps.process_feedback_analyzer import Input, Output, run
from tests.support.emulated import EmulatedAttempt


class Feedback(EmulatedAttempt):
    PIPELINE = "feedback-analyzer"

    def run(self, *texts: str) -> Output:
        items = [FeedbackItem(id=f"i{n}", text=text) for n, text in enumerate(texts)]
        with self.context() as context:
            return run(Input(items=items), context)


@pytest.fixture
def attempt(new_attempt: Callable[[type[Feedback]], Feedback]) -> Feedback:
    return new_attempt(Feedback)
