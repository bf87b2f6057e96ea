"""What was said beside decisions and tasks: points, questions, risks, quotes, figures, and when to meet again."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.text.grounding import normalise
from steps.meetings import models
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.assembly.merging import GroundedItem, merged, surest
from steps.meetings.days import named_day
from steps.meetings.wire import MeetingWindow, WirePoint

MOST_POINTS, MOST_QUESTIONS, MOST_RISKS, MOST_QUOTES, MOST_FIGURES = 40, 12, 10, 6, 12
MOST_OF_ONE = 4  # contributions of one person


def points(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[GroundedItem[WirePoint]]:
    items = ground.found(windows, lambda w: w.points, lambda point: point.text)
    return merged(items, lambda point: point.text)[:MOST_POINTS]


def contributions(
    ground: TranscriptGrounding, items: Sequence[GroundedItem[WirePoint]]
) -> list[models.Contribution]:
    """Each point belongs to whoever speaks in its first evidence; only evidence of their own turns goes with it."""
    made = []
    for name in ground.names:
        own = [point for point in items if ground.speaker(point.evidence[0]) == name][:MOST_OF_ONE]
        pieces = [piece for point in own for piece in point.evidence if ground.speaker(piece) == name]
        if own:
            texts = [point.wire.text.strip() for point in own]
            made.append(models.Contribution(name=name, contributions=texts, evidence=pieces))
    return made


def questions(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[models.OpenQuestion]:
    """Those without an answer before the others, in order of the meeting."""
    items = ground.found(windows, lambda w: w.questions, lambda q: q.text, lambda q: float(not q.answered))
    kept = surest(merged(items, lambda question: question.text), MOST_QUESTIONS)
    return [
        models.OpenQuestion(
            text=item.wire.text.strip(),
            asked_by=ground.speaker(item.evidence[0]),
            answered=item.wire.answered,
            evidence=item.evidence,
        )
        for item in sorted(kept, key=lambda item: item.place)
    ]


def risks(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[models.Risk]:
    items = ground.found(windows, lambda w: w.risks, lambda risk: risk.text)
    kept = merged(items, lambda risk: risk.text)[:MOST_RISKS]
    return [models.Risk(text=item.wire.text.strip(), evidence=item.evidence) for item in kept]


def quotes(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[models.KeyQuote]:
    """One of each window in turn until there are enough, in order of the meeting; each by one speaker."""
    each = [
        [e for cite in window.key_quotes if (e := ground.citations.evidence([cite]))] for window in windows
    ]
    rounds = [
        items[place]
        for place in range(max(map(len, each), default=0))
        for items in each
        if place < len(items)
    ]
    once = {evidence[0].start: evidence for evidence in reversed(rounds)}
    kept = [evidence for evidence in rounds if once.pop(evidence[0].start, None)][:MOST_QUOTES]
    return [
        models.KeyQuote(
            speaker=ground.speaker(evidence[0]),
            evidence=[piece for piece in evidence if piece.turn == evidence[0].turn],
        )
        for evidence in sorted(kept, key=lambda evidence: evidence[0].start)
    ]


def figures(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> list[models.Figure]:
    """Figures whose value stands in their own evidence, each once."""
    kept: dict[str, models.Figure] = {}
    for item in ground.found(windows, lambda w: w.figures, lambda figure: figure.what):
        value = normalise(item.wire.value).text.strip()
        proof = normalise(" ".join(piece.quote for piece in item.evidence)).text
        if value and value.lower() in proof.lower():
            figure = models.Figure(value=value, what=item.wire.what.strip(), evidence=item.evidence)
            kept.setdefault(value.lower(), figure)
        else:
            ground.citations.grounding.reject()
    return list(kept.values())[:MOST_FIGURES]


def next_meeting(ground: TranscriptGrounding, windows: Sequence[MeetingWindow]) -> models.NextMeeting | None:
    """What the latest window says of it; the day, if the evidence names one that is to come."""
    for window in reversed(windows):
        answer = window.next_meeting
        evidence = ground.citations.evidence(answer.cites) if answer else []
        if answer and evidence:
            day = named_day(" ".join(piece.quote for piece in evidence), ground.day)
            later = day if day and (ground.day is None or day >= ground.day) else None
            return models.NextMeeting(text=answer.text.strip(), date=later, evidence=evidence)
    return None
