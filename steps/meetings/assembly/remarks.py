"""What was said beside decisions and tasks: points, questions, risks, quotes, figures, and when to meet again."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.text.grounding import normalise
from steps.meetings import models
from steps.meetings.assembly.grounding import Grounding
from steps.meetings.assembly.merging import Found, merged, surest
from steps.meetings.days import named_day
from steps.meetings.wire import MeetingWindow, WirePoint

MOST_POINTS, MOST_QUESTIONS, MOST_RISKS, MOST_QUOTES, MOST_FIGURES = 40, 12, 10, 6, 12
MOST_OF_ONE = 4  # contributions of one person


def points(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[Found[WirePoint]]:
    found = ground.found(windows, lambda w: w.points, lambda point: point.text)
    return merged(found, lambda point: point.text)[:MOST_POINTS]


def contributions(ground: Grounding, found: Sequence[Found[WirePoint]]) -> list[models.Contribution]:
    """Each point belongs to whoever speaks in its first evidence; only evidence of their own turns goes with it."""
    made = []
    for name in ground.names:
        own = [point for point in found if ground.speaker(point.evidence[0]) == name][:MOST_OF_ONE]
        pieces = [piece for point in own for piece in point.evidence if ground.speaker(piece) == name]
        if own:
            texts = [point.item.text.strip() for point in own]
            made.append(models.Contribution(name=name, contributions=texts, evidence=pieces))
    return made


def questions(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[models.OpenQuestion]:
    """Those without an answer before the others, in order of the meeting."""
    found = ground.found(windows, lambda w: w.questions, lambda q: q.text, lambda q: float(not q.answered))
    kept = surest(merged(found, lambda question: question.text), MOST_QUESTIONS)
    return [
        models.OpenQuestion(
            text=one.item.text.strip(),
            asked_by=ground.speaker(one.evidence[0]),
            answered=one.item.answered,
            evidence=one.evidence,
        )
        for one in sorted(kept, key=lambda one: one.place)
    ]


def risks(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[models.Risk]:
    found = ground.found(windows, lambda w: w.risks, lambda risk: risk.text)
    kept = merged(found, lambda risk: risk.text)[:MOST_RISKS]
    return [models.Risk(text=one.item.text.strip(), evidence=one.evidence) for one in kept]


def quotes(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[models.KeyQuote]:
    """One of each window in turn until there are enough, in order of the meeting; each by one speaker."""
    each = [
        [e for cite in window.key_quotes if (e := ground.citations.evidence([cite]))] for window in windows
    ]
    rounds = [
        found[place]
        for place in range(max(map(len, each), default=0))
        for found in each
        if place < len(found)
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


def figures(ground: Grounding, windows: Sequence[MeetingWindow]) -> list[models.Figure]:
    """Figures whose value stands in their own evidence, each once."""
    kept: dict[str, models.Figure] = {}
    for one in ground.found(windows, lambda w: w.figures, lambda figure: figure.what):
        value = normalise(one.item.value).text.strip()
        proof = normalise(" ".join(piece.quote for piece in one.evidence)).text
        if value and value.lower() in proof.lower():
            figure = models.Figure(value=value, what=one.item.what.strip(), evidence=one.evidence)
            kept.setdefault(value.lower(), figure)
        else:
            ground.citations.grounding.reject()
    return list(kept.values())[:MOST_FIGURES]


def next_meeting(ground: Grounding, windows: Sequence[MeetingWindow]) -> models.NextMeeting | None:
    """What the latest window says of it; the day, if the evidence names one that is to come."""
    for window in reversed(windows):
        said = window.next_meeting
        evidence = ground.citations.evidence(said.cites) if said else []
        if said and evidence:
            day = named_day(" ".join(piece.quote for piece in evidence), ground.day)
            later = day if day and (ground.day is None or day >= ground.day) else None
            return models.NextMeeting(text=said.text.strip(), date=later, evidence=evidence)
    return None
