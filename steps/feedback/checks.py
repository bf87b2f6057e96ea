"""What was looked at in the answers beside their quotes, as checks that a person can read."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.events import FeedbackItem
from steps.core.models import Check
from steps.core.text.injection import instructions
from steps.feedback.models import FeedbackResult
from steps.feedback.ratings import fits

SURE = 0.6  # confidence below which a sentiment is a guess
SMALL = 30  # items; shares of fewer say little


def checks(
    result: FeedbackResult,
    sources: Sequence[FeedbackItem],
    scale: str | None,
    *,
    unread: int,
    unused: Sequence[str],
) -> list[Check]:
    """Every check, in a fixed order. `unread`: items nobody answered about; `unused`: fields left out."""
    n = len(result.items)
    counts = result.distribution
    total = counts.positive + counts.neutral + counts.negative + counts.mixed
    same_ids = [item.id for item in result.items] == [source.id for source in sources]
    ordered = sum(bool(instructions(source.text)) for source in sources)
    conflicts = sum(item.rating_conflict for item in result.items)
    unsure = sum(item.confidence < SURE for item in result.items)
    repeated = sum(len(ids) - 1 for ids in result.duplicates)
    return [
        Check.of("every_item_once", same_ids, fault=f"{n} items in, {len(result.items)} out"),
        Check.of(
            "every_item_read",
            not unread,
            severity="warn",
            fault=f"items without an answer, taken as neutral: {unread}",
        ),
        Check.of(
            "sentiments_sure",
            not unsure,
            severity="info",
            fault=f"items whose sentiment is a guess: {unsure}; their confidence is below {SURE}",
        ),
        Check.of("distribution_adds_up", total == n, fault=f"{total} of {n} items have a sentiment"),
        Check.of(
            "sample_size",
            n >= SMALL,
            severity="warn",
            fault=f"small sample: {n} items; below {SMALL}, shares say little",
        ),
        *_ratings(sources, scale),
        Check.of(
            "ratings_agree",
            not conflicts,
            severity="warn",
            fault=f"items whose words contradict their rating: {conflicts}",
        ),
        Check.of(
            "no_duplicates",
            not repeated,
            severity="warn",
            fault=f"items that repeat others, counted all the same: {repeated}",
        ),
        Check.of(
            "no_instructions_in_text",
            not ordered,
            severity="warn",
            fault=f"items that give a machine orders, treated as text: {ordered}",
        ),
        Check.of(
            "fields_used",
            not unused,
            severity="warn",
            fault=f"fields of the document that were not read: {', '.join(unused)}",
        ),
    ]


def _ratings(sources: Sequence[FeedbackItem], scale: str | None) -> list[Check]:
    rated = [source.rating for source in sources if source.rating is not None]
    if not rated:
        return []
    if scale is None:
        detail = "there are ratings but no rating_scale, so neither NPS nor CSAT was made of them"
        return [Check.of("rating_scale", False, severity="warn", fault=detail)]
    outside = sum(not fits(rating, scale) for rating in rated)
    return [
        Check.of(
            "rating_scale",
            not outside,
            severity="warn",
            fault=f"ratings outside the scale {scale}, left out: {outside}",
        )
    ]
