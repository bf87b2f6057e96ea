"""What a reader of a batch is asked about each item: only what takes reading; the rest is counted by code."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steps.core.models import Closed
from steps.feedback.models import AspectName, Intent, Polarity, Sentiment, Urgency


class WireAspect(Closed):
    """One opinion in an item."""

    aspect: AspectName
    theme: Annotated[
        str, Field(description="One to four lower-case words that name the thing, not the opinion")
    ]
    opinion: Annotated[str, Field(description="What is said about it, at most ten words")]
    polarity: Polarity
    quote: Annotated[
        str, Field(description="Copied from the item character by character, no more than needed")
    ]


class WireItem(Closed):
    """One item, read."""

    n: Annotated[int, Field(ge=0, description="The item's number as given")]
    language: Annotated[str | None, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47")]
    sentiment: Sentiment
    score: Annotated[float, Field(ge=-1, le=1)]
    confidence: Annotated[float, Field(ge=0, le=1, description="How sure the sentiment is")]
    intent: Intent
    urgency: Urgency
    urgency_reason: Annotated[str | None, Field(description="Why it is high or critical, else null")]
    churn_risk: Annotated[float, Field(ge=0, le=1)]
    aspects: Annotated[list[WireAspect], Field(max_length=8)]


class FeedbackWire(Closed):
    """A batch of items, read."""

    items: list[WireItem]
