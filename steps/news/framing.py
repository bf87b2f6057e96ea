"""What can be counted of how a story is told: who is named as a source, and how much is attributed at all."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.models import Evidence
from steps.core.text.spans import Span
from steps.news.models import Claim, Quote
from steps.news.wire import WireEntity


def sources(speakers: Sequence[str], entities: list[WireEntity]) -> tuple[int, int]:
    """How many different sources have a name, and how many are only described."""
    named: set[int | str] = set()
    anonymous: set[str] = set()
    for speaker in speakers:
        entity = _entity(speaker, entities)
        if entity is not None:
            named.add(entity)
        elif any(word[0].isupper() for word in speaker.split()[1:]):
            named.add(speaker.casefold())
        else:
            anonymous.add(speaker.casefold().removeprefix("the ").removeprefix("a ").removeprefix("one "))
    return len(named), len(anonymous)


def attribution_rate(sentences: list[Span], quotes: list[Quote], claims: list[Claim]) -> float:
    """The share of sentences that an attributed quote or claim touches."""
    said = [quote.evidence for quote in quotes if quote.speaker]
    said += [claim.evidence for claim in claims if claim.attributed_to]
    spans = [evidence for group in said for evidence in group]
    if not sentences:
        return 0.0
    return round(sum(_touched(sentence, spans) for sentence in sentences) / len(sentences), 3)


def _touched(sentence: Span, spans: list[Evidence]) -> bool:
    return any(span.start < sentence.end and sentence.start < span.end for span in spans)


def _entity(speaker: str, entities: list[WireEntity]) -> int | None:
    """Which person or organisation a speaker is: by name, other name, surname, or a name within a description."""
    for index, entity in enumerate(entities):
        if entity.type not in ("person", "organization"):
            continue
        forms = {entity.name, *entity.other_names}
        if entity.type == "person":
            forms.add(entity.name.split()[-1])
        if speaker in forms or any(f" {form} " in f" {speaker} " for form in forms):
            return index
    return None
