"""What was looked at in an answer beside its quotes, as checks that a person can read."""

from __future__ import annotations

from datetime import date

from steps.core.models import Check
from steps.core.text.injection import instructions
from steps.news.models import NewsResult
from steps.news.support import Vocabulary


def passed(code: str, detail: str = "") -> Check:
    return Check(code=code, passed=True, severity="info", detail=detail)


def failed(code: str, detail: str) -> Check:
    return Check(code=code, passed=False, severity="warn", detail=detail)


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
        passed("summary_supported")
        if summary_carried
        else failed(
            "summary_supported", "the summary had little to do with the article and was replaced by its words"
        ),
        *_headline(result),
        _bullets(result),
        _numbers(result, vocabulary),
        passed("sources_in_text")
        if not lost_sources
        else failed("sources_in_text", f"sources that the article does not name, left out: {lost_sources}"),
        _dates(result, event_day),
        _sentiment(result),
        _orders(vocabulary.text),
    ]


def _headline(result: NewsResult) -> list[Check]:
    supported = result.framing.headline_supported
    if result.headline is None or supported is None:
        return []
    if supported:
        return [passed("headline_supported", "a passage below the headline bears it out")]
    return [failed("headline_supported", "nothing below the headline bears it out")]


def _bullets(result: NewsResult) -> Check:
    count = len(result.summary.bullets)
    detail = f"{count} bullets"
    return (
        passed("bullets_3_to_5", detail)
        if 3 <= count <= 5
        else failed("bullets_3_to_5", f"{detail}, not 3 to 5")
    )


def _numbers(result: NewsResult, vocabulary: Vocabulary) -> Check:
    """Figures must stand in their quote, else they are gone; what the prose says is only looked at."""
    prose = [result.summary.one_sentence, *(bullet.text for bullet in result.summary.bullets)]
    prose += [claim.text for claim in result.claims]
    strange = [number for text in prose for number in vocabulary.strange_numbers(text)]
    if not strange:
        return passed("numbers_in_source")
    return failed(
        "numbers_in_source", f"numbers in the prose that the article does not have: {', '.join(strange[:5])}"
    )


def _dates(result: NewsResult, event_day: date | None) -> Check:
    if event_day and result.published_at and event_day != result.published_at:
        return failed(
            "published_at",
            f"the article says {result.published_at}, the event {event_day}; the article was believed",
        )
    if result.published_at is None:
        return failed("published_at", "no day of publication in the article or the event")
    return passed("published_at", result.published_at.isoformat())


def _sentiment(result: NewsResult) -> Check:
    label, score = result.sentiment.label, result.sentiment.score
    contrary = (label == "positive" and score < 0) or (label == "negative" and score > 0)
    if contrary:
        return failed("sentiment_consistent", f"labelled {label} with a score of {score}")
    return passed("sentiment_consistent")


def _orders(text: str) -> Check:
    count = len(instructions(text))
    if count:
        return failed(
            "no_instructions_in_text",
            f"passages that give a machine orders, treated as text: {count}",
        )
    return passed("no_instructions_in_text")
