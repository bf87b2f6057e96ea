"""From what a reader answered about an item to the item of the result: quotes looked up, rules of code applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from steps.core.events import FeedbackItem
from steps.core.models import Evidence
from steps.core.text.grounding import STATEMENT, Grounding, normalise
from steps.core.text.spans import Span, trimmed
from steps.feedback import pii
from steps.feedback.dangers import dangers, most_urgent
from steps.feedback.models import Aspect, Item, Sentiment
from steps.feedback.ratings import unit
from steps.feedback.wire import WireAspect, WireItem

_CONFLICT = 0.5  # a rating at least this far from the middle (of -1 to 1) contradicts words of the other sign
_UNSURE = 0.3  # how far from 0 the score of a neutral or mixed item may lie


@dataclass(frozen=True)
class AssembledItem:
    """An item of the result, and the reader's name of the theme of each of its aspects."""

    item: Item
    themes: list[str]


@dataclass
class Tally:
    """What became of the quotes of all items."""

    quotes: Grounding = field(default_factory=lambda: Grounding(""))

    def add(self, one: Grounding) -> None:
        self.quotes.found += one.found
        self.quotes.repaired += one.repaired
        self.quotes.dropped += one.dropped


def assembled(
    sources: Sequence[FeedbackItem],
    answers: Mapping[int, WireItem],
    number_of: Sequence[int],
    scale: str | None,
) -> tuple[list[AssembledItem], Grounding]:
    """Every item in order, and the counts of their quotes. An item nobody answered about is neutral and `other`."""
    tally = Tally()
    looked_up: dict[int, tuple[list[Aspect], list[str]]] = {}
    reads = []
    for source, number in zip(sources, number_of, strict=True):
        answer = answers.get(number)
        found = pii.find(source.text)
        if number not in looked_up:
            grounding = Grounding(pii.blotted(source.text, found))
            looked_up[number] = _aspects(source.text, answer, grounding)
            tally.add(grounding)
        reads.append(_read(source, answer, found, *looked_up[number], scale))
    return reads, tally.quotes


def _read(
    source: FeedbackItem,
    answer: WireItem | None,
    found: list[pii.PiiSpan],
    aspects: list[Aspect],
    themes: list[str],
    scale: str | None,
) -> AssembledItem:
    sentiment: Sentiment = answer.sentiment if answer else "neutral"
    rating = unit(source.rating, scale)
    alarmed = dangers(source.text)
    urgency = most_urgent(answer.urgency if answer else "low", *(danger.urgency for danger in alarmed))
    reasons = [f"{danger.name}: “{danger.words}”" for danger in alarmed]
    if answer and answer.urgency_reason and answer.urgency in ("high", "critical"):
        reasons.append(answer.urgency_reason.strip())
    return AssembledItem(
        Item(
            id=source.id,
            language=answer.language if answer else None,
            sentiment=sentiment,
            score=_score(sentiment, answer.score if answer else 0.0),
            confidence=round(answer.confidence, 2) if answer else 0.0,
            aspects=aspects,
            intent=answer.intent if answer else "other",
            urgency=urgency,
            urgency_reasons=reasons,
            churn_risk=round(answer.churn_risk, 2) if answer else 0.0,
            rating_conflict=_conflict(sentiment, rating),
            pii=pii.kinds(found),
        ),
        themes,
    )


def _score(sentiment: Sentiment, score: float) -> float:
    """The score with the sign of the sentiment, whatever sign the reader gave it."""
    if sentiment == "positive":
        return round(abs(score), 2)
    if sentiment == "negative":
        return round(-abs(score), 2) + 0.0  # never -0.0
    return round(max(-_UNSURE, min(_UNSURE, score)), 2)


def _conflict(sentiment: Sentiment, rating: float | None) -> bool:
    if rating is None:
        return False
    return (sentiment == "positive" and rating <= -_CONFLICT) or (
        sentiment == "negative" and rating >= _CONFLICT
    )


def _aspects(text: str, answer: WireItem | None, grounding: Grounding) -> tuple[list[Aspect], list[str]]:
    """The opinions whose quote stands in the text, and the names of their themes."""
    if answer is None or answer.intent == "spam":
        return [], []
    kept: dict[tuple[str, str, int], tuple[Aspect, str]] = {}
    for said in answer.aspects:
        evidence = _evidence(text, said, grounding)
        if evidence:
            aspect = Aspect(
                aspect=said.aspect,
                opinion=" ".join(said.opinion.split()),
                polarity=said.polarity,
                evidence=evidence,
            )
            kept.setdefault((said.aspect, said.theme, evidence.start), (aspect, said.theme))
    return [aspect for aspect, _ in kept.values()], [theme for _, theme in kept.values()]


def _evidence(text: str, said: WireAspect, grounding: Grounding) -> Evidence | None:
    """Where the quote stands, without the personal data in it. Items are short, so short quotes prove enough."""
    short = len(normalise(said.quote).text.strip()) < STATEMENT
    places = [grounding.name(said.quote)] if short else grounding.statement(said.quote)
    pieces = [piece for place in places if place for piece in _unblotted(grounding.source, place)]
    longest = max(pieces, key=lambda span: span.end - span.start, default=None)
    if longest is None:
        return None
    return Evidence(quote=longest.of(text), start=longest.start, end=longest.end)


def _unblotted(blotted: str, place: Evidence) -> Iterator[Span]:
    start = place.start
    for at in range(place.start, place.end + 1):
        if at == place.end or blotted[at] == pii.BLOT:
            span = trimmed(blotted, start, at)
            if any(character.isalnum() for character in span.of(blotted)):
                yield span
            start = at + 1
