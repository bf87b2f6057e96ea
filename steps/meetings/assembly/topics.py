"""The topics of a meeting as one chain: from the first turn to the last, without gap or overlap."""

from __future__ import annotations

from collections.abc import Sequence

from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.models import Topic
from steps.meetings.wire import WireTopic


def topics(ground: TranscriptGrounding, outlined: Sequence[WireTopic]) -> list[Topic]:
    """A topic ends where the next begins. One whose evidence lies elsewhere, or nowhere, loses its title."""
    last = len(ground.transcript.turns) - 1
    once = {min(topic.start_turn, last): topic for topic in reversed(outlined)}
    starts = sorted(once)
    items = []
    for place, start in enumerate(starts):
        topic, first = once[start], start if place else 0
        end = starts[place + 1] - 1 if place + 1 < len(starts) else last
        proof = [
            piece for piece in ground.citations.evidence(topic.cites) if first <= (piece.turn or 0) <= end
        ]
        ground.repairs.moved_topics += not proof
        items.append(
            Topic(
                title=topic.title.strip() if proof else f"Turns {first} to {end}",
                start_turn=first,
                end_turn=end,
                summary=topic.summary.strip() if ground.vocabulary.carries(topic.summary) else "",
                evidence=proof or ground.first_words(first, end),
            )
        )
    return items or [
        Topic(title="Meeting", start_turn=0, end_turn=last, summary="", evidence=ground.first_words(0, last))
    ]
