"""The rules engine: reads English feedback without a model, by word lists, turns of phrase and the rating."""

from __future__ import annotations

from pipelines.emulators.rules.feedback.aspects import OVERALL, WISHES, Subject, subjects
from pipelines.emulators.rules.feedback.intents import churn_risk, intent, is_wish
from pipelines.emulators.rules.feedback.sentiment import NEUTRAL_BELOW, Reading, Tone, read
from steps.core.text.injection import without_instructions
from steps.core.text.language import language_of
from steps.feedback.batches import Entry, entries_of
from steps.feedback.dangers import dangers, most_urgent
from steps.feedback.models import Intent, Polarity, Sentiment, Urgency
from steps.feedback.pii import BLOT
from steps.feedback.ratings import unit
from steps.feedback.wire import FeedbackWire, WireAspect, WireItem

_ALARM = 2.0  # how bad a danger word makes a text
_CLEAR = 0.5  # what a clause must weigh to count as an opinion
_RATED = 0.6  # a rating at least this far from the middle (of -1 to 1) decides where the words say nothing
_MOST_ASPECTS = 8
_SURE, _DOUBTED = 0.9, 0.5
_CLEAR_SCORE = 0.45
_SHORTEST_QUOTE = 2


def answer(document: str) -> FeedbackWire:
    """Read a batch. The same batch gives the same answer."""
    return FeedbackWire(items=[_item(entry) for entry in entries_of(document)])


def _item(entry: Entry) -> WireItem:
    text = without_instructions(entry.text)  # which say nothing about the product
    language = language_of(text)
    known = language in (None, "en")
    alarmed = dangers(text)
    reading = read(text if known else "", alarm=_ALARM if alarmed else 0.0)
    sentiment, score = _rated(reading, unit(entry.rating, entry.scale))
    aim = intent(text, sentiment)
    if aim == "spam":
        sentiment, score = "neutral", 0.0
    return WireItem(
        n=entry.n,
        language=language,
        sentiment=sentiment,
        score=score,
        confidence=_confidence(reading, sentiment, score) if known else _DOUBTED,
        intent=aim,
        urgency=most_urgent(_usual(aim), *(danger.urgency for danger in alarmed)),
        urgency_reason="says that they leave" if aim == "churn_threat" else None,
        churn_risk=churn_risk(text, aim, score),
        aspects=[] if aim == "spam" else _aspects(text, reading),
    )


def _rated(reading: Reading, rating: float | None) -> tuple[Sentiment, float]:
    """Where the words say nothing, a clear rating speaks."""
    if rating is None or reading.sentiment != "neutral":
        return reading.sentiment, reading.score
    score = round((reading.score + rating) / 2, 2)
    if abs(rating) >= _RATED and abs(score) >= NEUTRAL_BELOW:
        return ("positive" if score > 0 else "negative"), score
    return "neutral", reading.score


def _confidence(reading: Reading, sentiment: Sentiment, score: float) -> float:
    """Sure where much is said and nearly all of it to one side; a text without a telling word is a guess."""
    if sentiment not in ("positive", "negative") or reading.sentiment != sentiment:
        return _DOUBTED
    return _SURE if abs(score) >= _CLEAR_SCORE else _DOUBTED


def _usual(aim: Intent) -> Urgency:
    if aim == "churn_threat":
        return "high"
    return "normal" if aim in ("complaint", "question") else "low"


def _aspects(text: str, reading: Reading) -> list[WireAspect]:
    found: dict[tuple[Subject, Polarity], WireAspect] = {}
    for tone in reading.tones:
        quote = tone.clause.span.of(text)
        if len(quote) < _SHORTEST_QUOTE or not quote.strip(BLOT + " "):
            continue
        wished = is_wish(quote)
        polarity = _polarity(tone, quote)
        if wished:
            spoken_of = [WISHES]
        elif polarity != "neutral" and not tone.clause.asks:
            spoken_of = subjects(quote.lower())
        else:
            continue
        for subject in spoken_of:
            found.setdefault((subject, polarity), _aspect(subject, "neutral" if wished else polarity, quote))
    if not found:
        loudest = max(reading.tones, key=lambda tone: abs(tone.value), default=None)
        if loudest is not None and abs(loudest.value) >= _CLEAR and not loudest.clause.asks:
            quote = loudest.clause.span.of(text)
            return [_aspect(OVERALL, _polarity(loudest, quote), quote)]
    return list(found.values())[:_MOST_ASPECTS]


def _polarity(tone: Tone, quote: str) -> Polarity:
    if dangers(quote):
        return "negative"
    if abs(tone.value) < _CLEAR:
        return "neutral"
    return "positive" if tone.value > 0 else "negative"


def _aspect(subject: Subject, polarity: Polarity, quote: str) -> WireAspect:
    return WireAspect(
        aspect=subject.aspect,
        theme=subject.theme,
        opinion=" ".join(quote.split()),
        polarity=polarity,
        quote=quote,
    )
