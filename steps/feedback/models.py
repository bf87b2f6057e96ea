"""The result of feedback-analyzer. Whatever can be counted or looked up in it was, by code."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from steps.core.models import Closed, Evidence

Sentiment = Literal["positive", "neutral", "negative", "mixed"]
Polarity = Literal["positive", "negative", "neutral"]
AspectName = Literal[
    "product_quality", "reliability", "usability", "performance", "features", "price", "billing", "delivery",
    "support", "security_privacy", "documentation", "other",
]  # fmt: skip
Intent = Literal["praise", "complaint", "question", "request", "churn_threat", "spam", "other"]
Urgency = Literal["low", "normal", "high", "critical"]
Pii = Literal["email", "phone", "card", "iban", "address"]


class Aspect(Closed):
    """One opinion about one thing; its evidence holds offsets into the item's own text."""

    aspect: AspectName
    opinion: str
    polarity: Polarity
    evidence: Evidence


class Item(Closed):
    id: str
    language: str | None = Field(description="Null where the text is too short to tell")
    sentiment: Sentiment
    score: float = Field(ge=-1, le=1)
    confidence: float = Field(ge=0, le=1, description="Of the sentiment; below 0.6 it is a guess to look at")
    aspects: list[Aspect]
    intent: Intent
    urgency: Urgency
    urgency_reasons: list[str] = Field(description="Dangers named by code first, then what the reader saw")
    churn_risk: float = Field(ge=0, le=1)
    rating_conflict: bool = Field(description="The words say the opposite of the rating")
    pii: list[Pii] = Field(description="Kinds of personal data found in the text; no quote shows any of it")


class ThemeQuote(Evidence):
    """A passage of one item; offsets count the characters of that item's text."""

    item_id: str


class Theme(Closed):
    name: str
    aspect: AspectName
    count: int = Field(ge=1, description="Items that speak of it")
    share: float = Field(ge=0, le=1, description="Of all items")
    net_sentiment: float = Field(
        ge=-1, le=1, description="(items that praise it - items that blame it) / count"
    )
    item_ids: list[str]
    quotes: list[ThemeQuote] = Field(description="One to three")


class Distribution(Closed):
    positive: int
    neutral: int
    negative: int
    mixed: int


class Nps(Closed):
    """Net promoter score: 100 x (ratings of 9 and 10 - ratings of 0 to 6) / all ratings."""

    promoters: int
    passives: int
    detractors: int
    n: int
    score: Decimal


class Csat(Closed):
    """Customer satisfaction on a scale of 1 to 5."""

    n: int
    mean: Decimal
    pct_4_5: Decimal = Field(description="Per cent of ratings that are 4 or better")


class Period(Closed):
    period: str = Field(description="A day, an ISO week such as 2026-W05, or a month")
    n: int
    net_sentiment: float = Field(description="(positive items - negative items) / n")


class Segment(Closed):
    segment: str
    n: int
    net_sentiment: float


class Escalation(Closed):
    item_id: str
    why: str


class Recommendation(Closed):
    text: str
    theme: str
    item_ids: list[str]


class FeedbackResult(Closed):
    items: list[Item] = Field(description="Every item once, in the order given")
    themes: list[Theme] = Field(description="Most named first")
    distribution: Distribution
    nps: Nps | None = Field(description="Only from ratings on the scale 0-10")
    csat: Csat | None = Field(description="Only from ratings on the scale 1-5")
    trend: list[Period] = Field(description="Items with a date, oldest first")
    segments: list[Segment]
    escalations: list[Escalation] = Field(description="What somebody should look at today, worst first")
    recommendations: list[Recommendation]
    duplicates: list[list[str]] = Field(description="Ids of items that say the same in the same words")
    summary: str
