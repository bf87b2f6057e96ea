"""What was looked at in the answers beside their quotes, as checks that a person can read."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.events import FeedbackItem
from steps.core.models import Check
from steps.core.text.injection import instructions
from steps.feedback.models import FeedbackResult
from steps.feedback.ratings import fits

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
    repeated = sum(len(ids) - 1 for ids in result.duplicates)
    return [
        _check("every_item_once", same_ids, f"{n} items in, {len(result.items)} out", "error"),
        _check("every_item_read", not unread, f"items without an answer, taken as neutral: {unread}"),
        _check("distribution_adds_up", total == n, f"{total} of {n} items have a sentiment", "error"),
        _check("sample_size", n >= SMALL, f"small sample: {n} items; below {SMALL}, shares say little"),
        *_ratings(sources, scale),
        _check("ratings_agree", not conflicts, f"items whose words contradict their rating: {conflicts}"),
        _check("no_duplicates", not repeated, f"items that repeat others, counted all the same: {repeated}"),
        _check(
            "no_instructions_in_text", not ordered, f"items that give a machine orders, treated as text: {ordered}"
        ),
        _check("fields_used", not unused, f"fields of the document that were not read: {', '.join(unused)}"),
    ]  # fmt: skip


def _ratings(sources: Sequence[FeedbackItem], scale: str | None) -> list[Check]:
    rated = [source.rating for source in sources if source.rating is not None]
    if not rated:
        return []
    if scale is None:
        detail = "there are ratings but no rating_scale, so neither NPS nor CSAT was made of them"
        return [_check("rating_scale", False, detail)]
    outside = sum(not fits(rating, scale) for rating in rated)
    return [_check("rating_scale", not outside, f"ratings outside the scale {scale}, left out: {outside}")]


def _check(code: str, passed: bool, detail: str, severity: str = "warn") -> Check:
    """What went well needs no sentence."""
    if passed:
        return Check(code=code, passed=True)
    return Check(code=code, passed=False, severity="error" if severity == "error" else "warn", detail=detail)
