"""The questions: an outline, a window each, a summary; all parts of their own, all counted, nothing said in prompts."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from pipelines.emulators.rules.meetings import meeting_rules
from steps.core.llm.answers import Answer
from steps.core.llm.schemas import lint, strict_schema
from steps.core.models import Usage
from steps.meetings import prompt
from steps.meetings.asking import Reader
from steps.meetings.digest import Digest
from steps.meetings.transcripts.transcript import Transcript, written
from steps.meetings.wire import MeetingOutline, MeetingSummary, MeetingWindow

RULE_ENGINES: dict[str, Any] = {
    prompt.OUTLINE: meeting_rules.outlined,
    prompt.WINDOW: meeting_rules.answer,
    prompt.SUMMARY: meeting_rules.summarised,
}


@dataclass
class Model:
    questions: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, **question: Any) -> Answer[Any]:
        with self.lock:
            self.questions.append(question)
        return Answer(
            RULE_ENGINES[question["schema_name"]](question["document"]),
            Usage(requests=1),
            "openai",
            "m",
            None,
        )


def asked(transcript: Transcript) -> tuple[Model, Reader, list[tuple[int, int]]]:
    steps: list[tuple[int, int]] = []
    model = Model()
    reader = Reader(model, transcript, lambda done, total: steps.append((done, total)))
    reader.outline()
    reader.windows()
    reader.summary(Digest())
    return model, reader, steps


def test_a_short_meeting_is_three_questions(sample: Transcript) -> None:
    model, reader, steps = asked(sample)
    assert [(question["schema_name"], question["part"]) for question in model.questions] == [
        (prompt.OUTLINE, 0),
        (prompt.WINDOW, 1),
        (prompt.SUMMARY, 2),
    ]
    assert [question["answer"] for question in model.questions] == [
        MeetingOutline,
        MeetingWindow,
        MeetingSummary,
    ]
    assert (reader.usage.requests, steps) == (3, [(1, 3), (2, 3), (3, 3)])


def test_a_long_meeting_has_a_part_for_each_window() -> None:
    turns = [
        (f"P{n % 4}", f"In turn {n} somebody says about ten words, more or less.", None, None)
        for n in range(1500)
    ]
    model, reader, steps = asked(written(turns))
    parts = sorted(question["part"] for question in model.questions)
    assert parts == list(range(len(model.questions)))
    assert len(parts) > 6
    assert steps[-1] == (len(parts), len(parts))
    assert reader.usage.requests == len(parts)


def test_nothing_of_the_meeting_stands_in_the_instructions(sample: Transcript) -> None:
    model, _, _ = asked(sample)
    for question in model.questions:
        assert "Okafor" not in question["instructions"]
        assert question["document"] not in question["instructions"]


def test_wire_models_are_legal_for_strict_outputs() -> None:
    for model in (MeetingOutline, MeetingWindow, MeetingSummary):
        assert lint(strict_schema(model)) == []
