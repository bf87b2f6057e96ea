"""The result of news-analyzer. Its offsets, counts and shares are made by code, never by a model."""

from __future__ import annotations

from datetime import date as Date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from steps.core.models import Closed, Evidence
from steps.news.iptc import Medtop

ArticleKind = Literal["news", "opinion", "interview", "press_release", "feature", "other"]
EntityType = Literal["person", "organization", "place", "event", "product", "law", "other"]
SentimentLabel = Literal["positive", "neutral", "negative", "mixed"]
ClaimKind = Literal["fact", "opinion", "prediction"]


class Bullet(Closed):
    text: str
    evidence: list[Evidence]


class Summary(Closed):
    one_sentence: str
    bullets: list[Bullet] = Field(description="3 to 5, fewer only for a very short article")


class Answer(Closed):
    """The answer to one of the six questions, and the passage that gives it."""

    answer: str
    evidence: Evidence


class FiveWOneH(Closed):
    """Null where the article does not say it, or the rules cannot tell."""

    who: Answer | None
    what: Answer | None
    when: Answer | None
    where: Answer | None
    why: Answer | None
    how: Answer | None


class Entity(Closed):
    name: str
    type: EntityType
    mentions: int = Field(ge=1, description="Counted by code, other names of the entity included")
    first_offset: int = Field(ge=0)
    salience: float = Field(
        ge=0, le=1, description="0.5 share of mentions + 0.3 earliness + 0.2 in the headline"
    )
    sentiment: SentimentLabel | None = Field(description="How the article speaks of it; null: not judged")
    evidence: list[Evidence] = Field(description="The first mentions, at most five")


class Topic(Closed):
    medtop: Medtop
    name: str
    confidence: float = Field(ge=0, le=1)


class Sentiment(Closed):
    label: SentimentLabel
    score: float = Field(ge=-1, le=1)


class Quote(Closed):
    """Direct speech, in the article's own characters."""

    speaker: str | None
    quote: str
    evidence: list[Evidence]


class Claim(Closed):
    """Something the article or somebody in it states. `fact` means stated as one, be it true or not."""

    text: str
    attributed_to: str | None
    kind: ClaimKind
    checkable: bool
    evidence: list[Evidence]


class LoadedTerm(Closed):
    term: str
    evidence: list[Evidence]


class Framing(Closed):
    """What can be observed of how the story is told. Not a verdict on bias: one article cannot carry that."""

    loaded_terms: list[LoadedTerm]
    named_sources: int = Field(
        ge=0, description="Different people and organisations that quotes or claims name"
    )
    anonymous_sources: int = Field(
        ge=0, description="Different sources without a name, such as `a spokesman`"
    )
    attribution_rate: float = Field(
        ge=0, le=1, description="Share of sentences in an attributed quote or claim"
    )
    headline_supported: bool | None = Field(description="Null without a headline, or when it was not judged")
    tone: str


class Figure(Closed):
    value: Decimal
    unit: str | None
    what: str
    evidence: list[Evidence]


class Moment(Closed):
    """Something that happened, or will, on a date."""

    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="ISO 8601: a day, a month or a year")
    event: str
    evidence: list[Evidence]


class Reading(Closed):
    words: int = Field(ge=0)
    minutes: float = Field(ge=0, description="At 238 words a minute")
    grade: float | None = Field(description="Flesch-Kincaid grade; null unless the article is in English")


class NewsResult(Closed):
    headline: str | None
    byline: str | None
    publisher: str | None
    published_at: Date | None = Field(description="From the article, else from the event")
    article_kind: ArticleKind
    summary: Summary
    five_w_one_h: FiveWOneH
    entities: list[Entity]
    topics: list[Topic] = Field(description="IPTC Media Topics, top level")
    keywords: list[str]
    sentiment: Sentiment
    quotes: list[Quote]
    claims: list[Claim]
    framing: Framing
    figures: list[Figure]
    timeline: list[Moment]
    reading: Reading
