"""Items in groups: by sentiment, by time, by segment, and those that say the same in the same words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime

from steps.core.events import FeedbackItem
from steps.core.text.spans import words
from steps.feedback.models import Distribution, Item, Period, Segment

_WEEKS_FROM = 15  # days between the first item and the last
_MONTHS_FROM = 92
_SAME_FROM = 4  # words; shorter texts are alike by chance


def distribution(items: Sequence[Item]) -> Distribution:
    counts = Counter(item.sentiment for item in items)
    return Distribution(
        positive=counts["positive"],
        neutral=counts["neutral"],
        negative=counts["negative"],
        mixed=counts["mixed"],
    )


def net_sentiment(items: Sequence[Item]) -> float:
    """(positive - negative) / all, from -1 to 1; mixed and neutral ones count for neither side."""
    counts = distribution(items)
    return round((counts.positive - counts.negative) / len(items), 3) if items else 0.0


def trend(sources: Sequence[FeedbackItem], items: Sequence[Item]) -> list[Period]:
    """By day, by week from 15 days on, by month from 92 days on; items without a date are left out."""
    dated = [(_day(source.date), item) for source, item in zip(sources, items, strict=True) if source.date]
    if not dated:
        return []
    days = [day for day, _ in dated]
    name = _period((max(days) - min(days)).days)
    grouped: dict[str, list[Item]] = defaultdict(list)
    for day, item in sorted(dated, key=lambda pair: pair[0]):
        grouped[name(day)].append(item)
    return [
        Period(period=key, n=len(group), net_sentiment=net_sentiment(group)) for key, group in grouped.items()
    ]


def segments(sources: Sequence[FeedbackItem], items: Sequence[Item]) -> list[Segment]:
    """The largest first."""
    grouped: dict[str, list[Item]] = defaultdict(list)
    for source, item in zip(sources, items, strict=True):
        if source.segment and source.segment.strip():
            grouped[source.segment.strip()].append(item)
    ordered = sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Segment(segment=key, n=len(group), net_sentiment=net_sentiment(group)) for key, group in ordered]


def duplicates(sources: Sequence[FeedbackItem]) -> list[list[str]]:
    """Ids of items with the same words in the same order, whatever their case and punctuation."""
    grouped: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for source in sources:
        said = tuple(word.casefold() for word in words(source.text))
        if len(said) >= _SAME_FROM:
            grouped[said].append(source.id)
    return [ids for ids in grouped.values() if len(ids) > 1]


def _day(moment: datetime | date | None) -> date:
    assert moment is not None  # noqa: S101  callers have looked
    return moment.date() if isinstance(moment, datetime) else moment


def _period(days: int) -> Callable[[date], str]:
    if days >= _MONTHS_FROM:
        return lambda day: f"{day:%Y-%m}"
    if days >= _WEEKS_FROM:
        return lambda day: "{}-W{:02}".format(*day.isocalendar()[:2])
    return lambda day: day.isoformat()
