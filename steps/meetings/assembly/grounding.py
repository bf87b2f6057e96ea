"""The ground that a result stands on: one transcript, what may be said about it, and what had to be put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from steps.core.models import Evidence
from steps.meetings.assembly.citations import Citations
from steps.meetings.assembly.merging import GroundedItem
from steps.meetings.people import participants
from steps.meetings.text.vocabulary import Vocabulary
from steps.meetings.transcripts.transcript import Transcript, count_words
from steps.meetings.wire import Cite, MeetingWindow


class _Cited(Protocol):
    @property
    def cites(self) -> list[Cite]: ...


C = TypeVar("C", bound=_Cited)


@dataclass
class Repairs:
    """How often something was put right."""

    foreign_owners: int = 0
    foreign_deciders: int = 0
    lost_due: int = 0
    capped_actions: int = 0
    moved_topics: int = 0
    unknown_ids: int = 0


class TranscriptGrounding:
    """`day` is the meeting's, if anybody knows it."""

    def __init__(self, transcript: Transcript, day: date | None) -> None:
        self.transcript, self.day = transcript, day
        self.citations = Citations(transcript)
        self.vocabulary = Vocabulary(transcript)
        self.people = participants(transcript)
        self.names = [who.name for who in self.people]
        self.repairs = Repairs()

    def found(
        self,
        windows: Sequence[MeetingWindow],
        items: Callable[[MeetingWindow], Sequence[C]],
        text: Callable[[C], str],
        sure: Callable[[C], float] = lambda item: 0.5,
    ) -> list[GroundedItem[C]]:
        """The items of one kind whose quotes stand in the transcript and whose words have to do with it."""
        found = []
        for number, window in enumerate(windows):
            for item in items(window):
                evidence = self.citations.evidence(item.cites)
                if evidence and not self.vocabulary.carries(text(item)):
                    self.citations.grounding.reject()
                elif evidence:
                    found.append(GroundedItem(item, evidence, number, sure(item)))
        return found

    def speaker(self, piece: Evidence) -> str:
        return self.transcript.turns[piece.turn or 0].speaker

    def first_words(self, first: int, last: int) -> list[Evidence]:
        """The first turn of a stretch in which anything is said."""
        turns = self.transcript.turns
        number = next((n for n in range(first, last + 1) if count_words(turns[n].text)), first)
        start = self.transcript.starts[number]
        nothing = Evidence(quote="", start=0, end=0, turn=number)
        return self.transcript.evidence(start, start + len(turns[number].text))[:1] or [nothing]
