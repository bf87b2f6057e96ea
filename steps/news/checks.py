"""What was looked at in an answer beside its quotes, as checks that a person can read."""

from __future__ import annotations

from datetime import date

from steps.core.models import Check
from steps.core.text.injection import instructions
from steps.news.models import NewsResult
from steps.news.support import Vocabulary


def checks(
    result: NewsResult,
    vocabulary: Vocabulary,
    *,
    summary_carried: bool,
    lost_sources: int,
    event_day: date | None,
) -> list[Check]:
    """Every check, in a fixed order."""
    return [
        Check.of(
            "summary_supported",
            summary_carried,
            severity="warn",
            fault="the summary had little to do with the article and was replaced by its words",
        ),
        *_headline(result),
        _bullets(result),
        _numbers(result, vocabulary),
        Check.of(
            "sources_in_text",
            not lost_sources,
            severity="warn",
            fault=f"sources that the article does not name, left out: {lost_sources}",
        ),
        _dates(result, event_day),
        _sentiment(result),
        _orders(vocabulary.text),
    ]


def _headline(result: NewsResult) -> list[Check]:
    supported = result.framing.headline_supported
    if result.headline is None or supported is None:
        return []
    detail, fault = "a passage below the headline bears it out", "nothing below the headline bears it out"
    return [Check.of("headline_supported", supported, detail, "warn", fault=fault)]


def _bullets(result: NewsResult) -> Check:
    count = len(result.summary.bullets)
    detail = f"{count} bullets"
    return Check.of("bullets_3_to_5", 3 <= count <= 5, detail, "warn", fault=f"{detail}, not 3 to 5")


def _numbers(result: NewsResult, vocabulary: Vocabulary) -> Check:
    """Figures must stand in their quote, else they are gone; what the prose says is only looked at."""
    prose = [result.summary.one_sentence, *(bullet.text for bullet in result.summary.bullets)]
    prose += [claim.text for claim in result.claims]
    strange = [number for text in prose for number in vocabulary.strange_numbers(text)]
    fault = f"numbers in the prose that the article does not have: {', '.join(strange[:5])}"
    return Check.of("numbers_in_source", not strange, severity="warn", fault=fault)


def _dates(result: NewsResult, event_day: date | None) -> Check:
    day = result.published_at
    if day is None:
        return Check.of("published_at", False, "no day of publication in the article or the event", "warn")
    fault = f"the article says {day}, the event {event_day}; the article was believed"
    return Check.of("published_at", event_day in (None, day), day.isoformat(), "warn", fault=fault)


def _sentiment(result: NewsResult) -> Check:
    label, score = result.sentiment.label, result.sentiment.score
    contrary = (label == "positive" and score < 0) or (label == "negative" and score > 0)
    fault = f"labelled {label} with a score of {score}"
    return Check.of("sentiment_consistent", not contrary, severity="warn", fault=fault)


def _orders(text: str) -> Check:
    count = len(instructions(text))
    fault = f"passages that give a machine orders, treated as text: {count}"
    return Check.of("no_instructions_in_text", not count, severity="warn", fault=fault)
