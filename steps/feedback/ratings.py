"""Ratings on the scales that are in use, and what follows from them: NPS and CSAT, by their definitions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from steps.feedback.models import Csat, Nps

_SCALES = {"0-10": (0.0, 10.0), "1-5": (1.0, 5.0)}


def fits(rating: float, scale: str | None) -> bool:
    """Whether the rating lies on the scale; without a scale nobody can tell."""
    low, high = _SCALES[scale] if scale else (0.0, 10.0)
    return low <= rating <= high


def unit(rating: float | None, scale: str | None) -> float | None:
    """The rating from -1 (worst) to 1 (best). None without a rating, a scale, or where it lies outside."""
    if rating is None or scale is None or not fits(rating, scale):
        return None
    low, high = _SCALES[scale]
    return round(2 * (rating - low) / (high - low) - 1, 3)


def nps(ratings: Sequence[float], scale: str | None) -> Nps | None:
    """100 x (n(9-10) - n(0-6)) / n, from the scale 0-10 alone; a rating between whole ones counts as it lies."""
    if scale != "0-10" or not ratings:
        return None
    promoters = sum(rating >= 9 for rating in ratings)
    detractors = sum(rating <= 6 for rating in ratings)
    n = len(ratings)
    score = (Decimal(100) * (promoters - detractors) / n).quantize(Decimal("0.1"))
    return Nps(
        promoters=promoters, passives=n - promoters - detractors, detractors=detractors, n=n, score=score
    )


def csat(ratings: Sequence[float], scale: str | None) -> Csat | None:
    """Mean, and per cent of ratings that are 4 or 5, from the scale 1-5 alone."""
    if scale != "1-5" or not ratings:
        return None
    n = len(ratings)
    mean = (sum((Decimal(str(rating)) for rating in ratings), Decimal(0)) / n).quantize(Decimal("0.01"))
    share = Decimal(100) * sum(rating >= 4 for rating in ratings) / n
    return Csat(n=n, mean=mean, pct_4_5=share.quantize(Decimal("0.1")))
