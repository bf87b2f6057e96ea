"""The questions to a reader: an outline of the whole, windows in parallel, and one summary of what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from steps.core.llm.answers import Answer
from steps.core.llm.prices import total
from steps.core.models import Usage
from steps.core.text.windows import Window, in_parallel
from steps.meetings import prompt
from steps.meetings.digest import Digest
from steps.meetings.transcripts import numbered
from steps.meetings.transcripts.transcript import Transcript
from steps.meetings.wire import MeetingOutline, MeetingSummary, MeetingWindow

T = TypeVar("T", bound=BaseModel)
Progress = Callable[[int, int], None]


class Asked(Protocol):
    """The language model, as far as this job needs it."""

    def ask(
        self,
        *,
        schema_name: str,
        instructions: str,
        document: str,
        answer: type[T],
        max_output_tokens: int,
        part: int = 0,
    ) -> Answer[T]: ...


class Reader:
    """Asks about one meeting; each question is a call of its own in the ledger. `answers` are all so far."""

    def __init__(self, llm: Asked, transcript: Transcript, progress: Progress) -> None:
        self._llm, self._transcript, self._progress = llm, transcript, progress
        self._windows = numbered.in_windows(transcript)
        self.answers: list[Answer[Any]] = []

    @property
    def _steps(self) -> int:
        return len(self._windows) + 2

    @property
    def usage(self) -> Usage:
        return total(answer.usage for answer in self.answers)

    def outline(self) -> MeetingOutline:
        answer = self._ask(
            prompt.OUTLINE, prompt.OUTLINE_INSTRUCTIONS, numbered.whole(self._transcript), MeetingOutline,
            prompt.OUTLINE_TOKENS, part=0,
        )  # fmt: skip
        self._progress(1, self._steps)
        return answer

    def windows(self) -> list[MeetingWindow]:
        """What stands in each window, in order."""
        documents = dict(self._windows)

        def ask(window: Window) -> Answer[MeetingWindow]:
            return self._llm.ask(
                schema_name=prompt.WINDOW,
                instructions=prompt.WINDOW_INSTRUCTIONS,
                document=documents[window],
                answer=MeetingWindow,
                max_output_tokens=prompt.WINDOW_TOKENS,
                part=window.number + 1,
            )

        answers = in_parallel(ask, list(documents), lambda done, _: self._progress(1 + done, self._steps))
        self.answers += answers
        return [answer.value for answer in answers]

    def summary(self, digest: Digest) -> MeetingSummary:
        answer = self._ask(
            prompt.SUMMARY, prompt.SUMMARY_INSTRUCTIONS, digest.written(), MeetingSummary, prompt.SUMMARY_TOKENS,
            part=len(self._windows) + 1,
        )  # fmt: skip
        self._progress(self._steps, self._steps)
        return answer

    def _ask(
        self, name: str, instructions: str, document: str, answer: type[T], room: int, *, part: int
    ) -> T:
        answered = self._llm.ask(
            schema_name=name,
            instructions=instructions,
            document=document,
            answer=answer,
            max_output_tokens=room,
            part=part,
        )
        self.answers.append(answered)
        return answered.value
