"""Asks a model about all items, batch by batch in parallel; what it leaves out is asked for once more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from steps.core.context import Context
from steps.core.errors import PermanentError
from steps.core.llm.answers import Answer
from steps.core.llm.prices import total
from steps.core.text.windows import PARALLEL, Window, in_parallel
from steps.feedback.batches import MOST_ITEMS, Batches, batches
from steps.feedback.prompt import INSTRUCTIONS, SCHEMA_NAME, TOKENS_PER_ITEM
from steps.feedback.wire import FeedbackWire, WireItem


@dataclass
class Pace:
    """Stops before money is spent on batches that cannot end in time."""

    total: int
    time_left: Callable[[], float]
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, number: int) -> None:
        """Errors: PermanentError `too_many_items` when the batches from `number` on would need more than is left."""
        with self._lock:
            if not self.seconds:
                return
            needed = sum(self.seconds) / len(self.seconds) * (self.total - number) / PARALLEL
        if needed > self.time_left():
            raise PermanentError(
                "too_many_items",
                f"the model would need about {needed:.0f} s for the rest and {self.time_left():.0f} s are left; "
                f"send at most {max(1, number) * MOST_ITEMS} items at once",
            )

    def took(self, seconds: float) -> None:
        with self._lock:
            self.seconds.append(seconds)


class _Read(Protocol):
    def __call__(self, window: Window) -> Answer[FeedbackWire]: ...


def read(
    texts: Sequence[tuple[str, float | None]], scale: str | None, context: Context
) -> tuple[Batches, dict[int, WireItem], Answer[FeedbackWire]]:
    """The answer about each entry by its number, and one of the replies with the usage of all.

    Errors: what `llm.ask` raises; PermanentError `too_many_items`, and `answer_incomplete` where more than a fifth
    of the entries got no answer even when asked again.
    """
    packed = batches(texts, scale)
    replies = in_parallel(_asking(packed, context, 0), packed.windows, context.progress)
    answers = _by_number(packed, replies)
    missing = frozenset(range(len(packed.entries))) - answers.keys()
    if missing:
        again = batches(texts, scale, only=missing)
        second = in_parallel(_asking(again, context, len(packed.windows)), again.windows)
        answers |= _by_number(again, second)
        replies += second
        if len(packed.entries) - len(answers) > len(packed.entries) / 5:
            left = len(packed.entries) - len(answers)
            raise PermanentError(
                "answer_incomplete", f"the model answered nothing about {left} of {len(packed.entries)} texts"
            )
    first = replies[0]
    usage = total([reply.usage for reply in replies])
    return packed, answers, Answer(first.value, usage, first.engine, first.engine_detail, first.quality_note)


def _asking(packed: Batches, context: Context, first_part: int) -> _Read:
    llm = context.llm  # made here, before threads share it
    pace = Pace(len(packed.windows), lambda: context.time_left)

    def ask(window: Window) -> Answer[FeedbackWire]:
        pace.check(window.number)
        started = time.monotonic()
        document = window.of(packed.document)
        answer = llm.ask(
            schema_name=SCHEMA_NAME,
            instructions=INSTRUCTIONS,
            document=document,
            answer=FeedbackWire,
            max_output_tokens=1_000 + TOKENS_PER_ITEM * (document.count("\n") + 1),
            part=first_part + window.number,
        )
        pace.took(time.monotonic() - started)
        return answer

    return ask


def _by_number(packed: Batches, replies: Sequence[Answer[FeedbackWire]]) -> dict[int, WireItem]:
    """The first answer about each entry; what a reply says of entries that it was not asked about is left out."""
    answers: dict[int, WireItem] = {}
    for window, reply in zip(packed.windows, replies, strict=True):
        asked = packed.numbers(window)
        for item in reply.value.items:
            if item.n in asked:
                answers.setdefault(item.n, item)
    return answers
