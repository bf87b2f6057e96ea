"""What a reader is asked: only what takes reading, and for each statement the words that carry it.

A model of the wire is legal for strict structured outputs: no defaults, no dictionaries, no decimals, no lengths
of strings. What code can count or look up (offsets, mentions, shares, names of topics) is not asked.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steps.core.models import Closed
from steps.news.iptc import Medtop
from steps.news.models import ArticleKind, ClaimKind, EntityType, SentimentLabel

Verbatim = Annotated[
    str, Field(description="Copied from the article character by character, at least three words")
]
PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class WireBullet(Closed):
    text: str
    quotes: Annotated[list[Verbatim], Field(min_length=1, max_length=3)]


class WireSummary(Closed):
    one_sentence: str
    bullets: Annotated[list[WireBullet], Field(max_length=5, description="3 to 5")]


class WireAnswer(Closed):
    answer: str
    quote: Verbatim


class WireFiveWOneH(Closed):
    who: WireAnswer | None
    what: WireAnswer | None
    when: WireAnswer | None
    where: WireAnswer | None
    why: WireAnswer | None
    how: WireAnswer | None


class WirePublished(Closed):
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    quote: str


class WireEntity(Closed):
    name: Annotated[str, Field(description="The fullest form that stands in the article")]
    other_names: Annotated[
        list[str], Field(max_length=8, description="Shorter or other forms that stand in it")
    ]
    type: EntityType
    sentiment: SentimentLabel | None


class WireTopic(Closed):
    medtop: Medtop
    confidence: Annotated[float, Field(ge=0, le=1)]


class WireSentiment(Closed):
    label: SentimentLabel
    score: Annotated[float, Field(ge=-1, le=1)]


class WireQuote(Closed):
    speaker: Annotated[str | None, Field(description="As named in the article; null when it does not say")]
    quote: Verbatim


class WireClaim(Closed):
    text: str
    attributed_to: Annotated[
        str | None, Field(description="As named in the article; null: the article itself")
    ]
    kind: ClaimKind
    checkable: bool
    quote: Verbatim


class WireFigure(Closed):
    value: Annotated[str, Field(pattern=r"^-?\d+(\.\d{1,6})?$", description="2 million is 2000000")]
    unit: str | None
    what: str
    quote: Verbatim


class WireMoment(Closed):
    date: Annotated[PartialDate | None, Field(description="Null when it cannot be told from the article")]
    event: str
    quote: Annotated[str, Field(description="Verbatim, with the words that say the date")]


class NewsWire(Closed):
    """An article, read."""

    language: Annotated[str | None, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47")]
    headline: Annotated[str | None, Field(description="Verbatim")]
    byline: Annotated[str | None, Field(description="The authors, verbatim")]
    publisher: Annotated[str | None, Field(description="Verbatim; null when the article does not name it")]
    published: WirePublished | None
    article_kind: ArticleKind
    summary: WireSummary
    five_w_one_h: WireFiveWOneH
    entities: Annotated[list[WireEntity], Field(max_length=40)]
    topics: Annotated[list[WireTopic], Field(max_length=4)]
    keywords: Annotated[list[str], Field(max_length=12, description="Words or short phrases of the article")]
    sentiment: WireSentiment
    quotes: Annotated[list[WireQuote], Field(max_length=40)]
    claims: Annotated[list[WireClaim], Field(max_length=20)]
    loaded_terms: Annotated[list[str], Field(max_length=15, description="Verbatim words that judge")]
    headline_supported: bool | None
    headline_quote: Annotated[
        str | None, Field(description="The passage below the headline that supports it")
    ]
    tone: Literal[
        "factual", "analytical", "emotional", "critical", "promotional", "alarmed", "humorous", "mixed"
    ]
    figures: Annotated[list[WireFigure], Field(max_length=30)]
    timeline: Annotated[list[WireMoment], Field(max_length=20)]
