"""The result from its parts: everything that was found first, then the summary of it, then the e-mail about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from steps.core.models import Evidence
from steps.meetings import digest as digests
from steps.meetings.assembly import agreements, remarks
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.assembly.topics import topics
from steps.meetings.follow_up import follow_up
from steps.meetings.models import Bullet, MeetingResult, Summary
from steps.meetings.recap import summary as plain_summary
from steps.meetings.transcripts.transcript import count_words, without_orders
from steps.meetings.wire import MeetingOutline, MeetingSummary, MeetingWindow

_MOST_EVIDENCE = 3  # of a bullet


class _Proven(Protocol):
    @property
    def evidence(self) -> list[Evidence]: ...


class Assembly:
    """A result in the making. `carried`: whether the summary's words have to do with the meeting."""

    def __init__(
        self,
        ground: TranscriptGrounding,
        title: str | None,
        outline: MeetingOutline,
        windows: Sequence[MeetingWindow],
    ) -> None:
        """Errors: PermanentError `ungrounded` when more than a fifth of the quotes is not in the transcript."""
        self.ground, self.carried = ground, True
        self.title = title or (outline.title or "").strip() or None
        self.topics = topics(ground, outline.topics)
        self.decisions = agreements.decisions(ground, windows)
        self.actions = agreements.actions(ground, windows)
        self.questions = remarks.questions(ground, windows)
        self.risks = remarks.risks(ground, windows)
        self.quotes = remarks.quotes(ground, windows)
        self.points = remarks.points(ground, windows)
        self.figures = remarks.figures(ground, windows)
        self.next_meeting = remarks.next_meeting(ground, windows)
        ground.citations.grounding.require()

    def digest(self) -> digests.Digest:
        """What the summary is made from."""
        return digests.digest(
            title=self.title,
            people=self.ground.people,
            topics=self.topics,
            decisions=self.decisions,
            actions=self.actions,
            questions=[question.text for question in self.questions if not question.answered],
            points=[(self.ground.speaker(point.evidence[0]), point.wire.text) for point in self.points],
            talk=[
                (turn.speaker, count_words(without_orders(turn.text)))
                for turn in self.ground.transcript.turns
            ],
        )

    def result(self, said: MeetingSummary) -> MeetingResult:
        summary = self._summary(said)
        return MeetingResult(
            title=self.title,
            meeting_date=self.ground.day,
            duration_s=self._duration(),
            participants=self.ground.people,
            summary=summary,
            topics=self.topics,
            decisions=self.decisions,
            action_items=self.actions,
            open_questions=self.questions,
            risks=self.risks,
            key_quotes=self.quotes,
            per_speaker=remarks.contributions(self.ground, self.points),
            figures=self.figures,
            next_meeting=self.next_meeting,
            follow_up_email=follow_up(
                title=self.title,
                day=self.ground.day,
                gist=summary.gist,
                decisions=self.decisions,
                actions=self.actions,
                questions=self.questions,
                next_meeting=self.next_meeting,
            ),
        )

    def _summary(self, said: MeetingSummary) -> Summary:
        """The reader's words where they have to do with the meeting; else sentences put together by code."""
        carries = self.ground.vocabulary.carries
        plain = plain_summary(self.digest())
        gist, overview = said.gist.strip(), said.overview.strip()
        bullets = self._bullets(said)
        self.carried = carries(gist) and carries(overview) and bool(bullets or not plain.bullets)
        return Summary(
            gist=gist if carries(gist) else plain.gist,
            overview=overview if carries(overview) else plain.overview,
            bullets=bullets or self._bullets(plain),
        )

    def _bullets(self, said: MeetingSummary) -> list[Bullet]:
        """The bullets that name items which are there, with the evidence of these."""
        proof = self._proof()
        kept = []
        for bullet in said.bullets:
            evidence = [piece for id in bullet.ids for piece in proof.get(id, [])]
            self.ground.repairs.unknown_ids += sum(id not in proof for id in bullet.ids)
            if evidence and self.ground.vocabulary.carries(bullet.text):
                kept.append(Bullet(text=bullet.text.strip(), evidence=evidence[:_MOST_EVIDENCE]))
        return kept

    def _proof(self) -> dict[str, list[Evidence]]:
        """The evidence behind each id of the digest."""
        kinds: dict[str, Sequence[_Proven]] = {
            "t": self.topics,
            "d": self.decisions,
            "a": self.actions,
            "q": [question for question in self.questions if not question.answered],
            "p": self.points,
        }
        return {f"{kind}{n}": item.evidence for kind, items in kinds.items() for n, item in enumerate(items)}

    def _duration(self) -> int | None:
        """Seconds from the first turn's start to the last one's end, where the transcript has times."""
        times = [
            time
            for turn in self.ground.transcript.turns
            for time in (turn.start_ms, turn.end_ms)
            if time is not None
        ]
        return round((max(times) - min(times)) / 1000) if len(times) > 1 else None
