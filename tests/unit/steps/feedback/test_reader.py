"""Asking in batches: in parallel, once per text, once more for what was left out, and never for what cannot end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pipelines.emulators.rules.feedback import feedback_rules
from steps.core.errors import PermanentError
from steps.core.llm.answers import Answer
from steps.core.models import Usage
from steps.core.storage.storage import Storage
from steps.feedback.batches import MOST_ITEMS, Entry
from steps.feedback.reader import Pace, read
from steps.feedback.wire import FeedbackWire, WireItem
from tests.support.attempt import Attempt

Change = Callable[[int, list[WireItem]], list[WireItem]]


@dataclass
class Reader:
    """Answers by rules; `change` rewrites the items of each part's answer."""

    change: Change = lambda part, items: items
    questions: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, **question: Any) -> Answer[FeedbackWire]:
        self.questions.append(question)
        items = self.change(question["part"], feedback_rules.answer(question["document"]).items)
        return Answer(
            FeedbackWire(items=items), Usage(requests=1, output_tokens=10), "rules", "rules-1", "note"
        )


def asked(
    texts: list[str], change: Change = lambda part, items: items, seconds: float = 60.0
) -> tuple[Any, Attempt[Reader]]:
    attempt = Attempt("feedback-analyzer", Storage("file:///nowhere"), Reader(change), seconds=seconds)
    return read([(text, None) for text in texts], None, attempt.context), attempt


TEXTS = [f"Message number {n} is good" for n in range(2 * MOST_ITEMS + 5)]


def test_each_batch_is_a_part_of_its_own() -> None:
    (_, answers, answer), attempt = asked(TEXTS)
    assert sorted(question["part"] for question in attempt.llm.questions) == [0, 1, 2]
    assert answers.keys() == set(range(len(TEXTS)))
    assert (answer.usage.requests, answer.usage.output_tokens) == (3, 30)
    assert attempt.steps == [(1, 3), (2, 3), (3, 3)]


def test_a_text_that_comes_twice_is_asked_about_once() -> None:
    (packed, answers, _), attempt = asked(["It is good"] * 50 + ["It is bad"])
    assert len(attempt.llm.questions) == 1
    assert len(answers) == len(packed.entries) == 2


def test_what_was_left_out_is_asked_for_once_more() -> None:
    def forgetful(part: int, items: list[WireItem]) -> list[WireItem]:
        return items if part == 3 else [item for item in items if item.n % 10]

    (_, answers, answer), attempt = asked(TEXTS, forgetful)
    assert answers.keys() == set(range(len(TEXTS)))
    assert answer.usage.requests == 4
    again = attempt.llm.questions[-1]
    assert again["part"] == 3
    assert [Entry(n, TEXTS[n]).line() for n in range(0, len(TEXTS), 10)] == again["document"].split("\n")


def test_a_few_that_stay_unanswered_are_left_to_the_checks() -> None:
    (_, answers, _), _ = asked(TEXTS, lambda part, items: [item for item in items if item.n % 10])
    assert len(answers) == len(TEXTS) - 9


def test_many_that_stay_unanswered_fail_the_job() -> None:
    with pytest.raises(PermanentError, match="answer_incomplete"):
        asked(TEXTS, lambda part, items: items[:1])


def test_numbers_that_a_batch_was_not_asked_about_are_left_out() -> None:
    def meddling(part: int, items: list[WireItem]) -> list[WireItem]:
        foreign = [items[0].model_copy(update={"n": n, "intent": "spam"}) for n in (0, 50, 99999)]
        return [*foreign, *items] if part else items

    (_, answers, _), _ = asked(TEXTS, meddling)
    assert answers.keys() == set(range(len(TEXTS)))
    assert answers[0].intent != "spam"


def test_the_first_of_two_answers_about_one_text_counts() -> None:
    def twice(part: int, items: list[WireItem]) -> list[WireItem]:
        return [*items, *(item.model_copy(update={"intent": "spam"}) for item in items)]

    (_, answers, _), _ = asked(["It is good"], twice)
    assert answers[0].intent == "praise"


def test_batches_that_cannot_end_in_time_are_not_begun() -> None:
    pace = Pace(total=100, time_left=lambda: 30.0)
    pace.check(0)
    pace.took(20.0)
    pace.check(95)
    with pytest.raises(
        PermanentError, match=r"too_many_items: .*about 480 s for the rest and 30 s are left"
    ) as caught:
        pace.check(4)
    assert f"at most {4 * MOST_ITEMS} items" in caught.value.message
