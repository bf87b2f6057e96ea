"""The rules engine: reads an English article without a model. What rules cannot judge stays null or empty."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from pipelines.emulators.rules.news import (
    claims,
    entities,
    news_questions,
    quoted_speech,
    summary,
    tone,
    topics,
)
from pipelines.emulators.rules.news.news_figures import counted
from steps.core.text.grounding import STATEMENT, normalise
from steps.core.text.injection import instructions
from steps.core.text.language import language_of
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, touching, words
from steps.news.article import Article, article
from steps.news.dates import date_mentions
from steps.news.models import ArticleKind
from steps.news.wire import (
    NewsWire,
    WireBullet,
    WireClaim,
    WireFigure,
    WireMoment,
    WirePublished,
    WireQuote,
    WireSummary,
)

_BULLETS = 3
_LONG = 900  # words from which an article gets four bullets
_SUPPORTED = 0.6  # share of the headline's words that one sentence must hold
_RELEASE = compiled(
    r"for immediate release|media contacts?:|press contacts?:|notes? to editors", re.IGNORECASE
)
_OPINION = compiled(r"\s*(?:opinion|editorial|comment|op-ed|letter to the editor)\b", re.IGNORECASE)
_CLAUSE_BORDER = compiled(r"[;:—–]\s|\[\.\.\.\]\s|,\s(?=[a-z]{2,})")
_TURN = compiled(r"^(?:Q|A|Question|Answer)\s?[:.]\s", re.MULTILINE)


def answer(document: str) -> NewsWire:
    """Read an article. The same text gives the same answer."""
    piece = _told(article(document))
    headline = piece.headline.of(document) if piece.headline else None
    body = " ".join(span.of(document) for span in piece.body)
    order = summary.ranked(document, piece.sentences, headline)
    one_sentence, used = summary.one_sentence(document, order) if order else (_start(document), [])
    further = summary.spread(document, order, _BULLETS + (len(words(document)) > _LONG), used)
    found = entities.mentions(piece)
    named = entities.entities(piece, found)
    found = entities.settled(found, named)
    spoken = quoted_speech.sayings(piece, found)
    loaded = tone.loaded_terms(body)
    support = _support(piece, headline)
    return NewsWire(
        language=language_of(document),
        headline=headline,
        byline=piece.byline.of(document) if piece.byline else None,
        publisher=None,
        published=_published(piece),
        article_kind=_kind(piece),
        summary=WireSummary(one_sentence=one_sentence, bullets=[_bullet(document, span) for span in further]),
        five_w_one_h=news_questions.questions(piece, found, sorted([*used, *further])),
        entities=named,
        topics=topics.topics(headline, body),
        keywords=tone.keywords(
            [words(sentence.of(document)) for sentence in piece.sentences],
            [entity.name for entity in named if entity.type != "other"],
        ),
        sentiment=tone.sentiment(body),
        quotes=[
            WireQuote(speaker=said.speaker, quote=document[said.start : said.end]) for said in spoken[:40]
        ],
        claims=[_claim(document, claim) for claim in claims.claims(piece, found, spoken)[:20]],
        loaded_terms=loaded,
        headline_supported=True if support else None,
        headline_quote=support,
        tone="factual" if len(loaded) < 2 else "mixed",
        figures=_figures(piece)[:30],
        timeline=_timeline(piece)[:20],
    )


def _told(piece: Article) -> Article:
    """The article without sentences too short to quote, and without those that give a machine orders: no news."""
    orders = instructions(piece.text)

    def innocent(span: Span) -> bool:
        return not touching(orders, span.start, span.end)

    sentences = [
        sentence
        for sentence in piece.sentences
        if len(normalise(sentence.of(piece.text)).text.strip()) >= STATEMENT and innocent(sentence)
    ]
    return replace(
        piece, sentences=sentences, body=[paragraph for paragraph in piece.body if innocent(paragraph)]
    )


def _start(text: str) -> str:
    return " ".join(text.split())[:200]


def _bullet(text: str, span: Span) -> WireBullet:
    return WireBullet(text=" ".join(span.of(text).split()), quotes=[span.of(text)])


def _published(piece: Article) -> WirePublished | None:
    if piece.published is None or piece.date_line is None:
        return None
    return WirePublished(date=piece.published.isoformat(), quote=piece.date_line.of(piece.text))


def _kind(piece: Article) -> ArticleKind:
    """By outward marks alone; without any, an article that cites its day or its sources is news."""
    if _RELEASE.search(piece.text):
        return "press_release"
    if _OPINION.match(piece.text):
        return "opinion"
    if len(_TURN.findall(piece.text)) >= 4:
        return "interview"
    return "news" if piece.date_line or piece.byline or len(piece.sentences) > 3 else "other"


def _support(piece: Article, headline: str | None) -> str | None:
    """The first sentence that holds most of the headline's words."""
    title = set(summary.stems(headline or ""))
    for sentence in piece.sentences:
        if title and len(title & set(summary.stems(sentence.of(piece.text)))) >= _SUPPORTED * len(title):
            return sentence.of(piece.text)
    return None


def _claim(text: str, claim: claims.Claim) -> WireClaim:
    quote = claim.sentence.of(text)
    return WireClaim(
        text=" ".join(quote.split()),
        attributed_to=claim.attributed_to,
        kind=claim.kind,
        checkable=claim.checkable,
        quote=quote,
    )


def _figures(piece: Article) -> list[WireFigure]:
    found: dict[tuple[str, str | None], WireFigure] = {}
    for sentence in piece.sentences:
        written = sentence.of(piece.text)
        clauses = _Clauses(written)
        for quantity in counted(written):
            key = (f"{quantity.value:f}", quantity.unit)
            if key not in found:
                clause = clauses.around(quantity.start, quantity.end)
                what = " ".join(clause.split())
                found[key] = WireFigure(value=key[0], unit=key[1], what=what, quote=clause)
    return list(found.values())


class _Clauses:
    """The clauses of a sentence: its parts between commas and colons that separate clauses."""

    def __init__(self, written: str) -> None:
        self._written = written
        borders = list(_CLAUSE_BORDER.finditer(written))
        self._starts = [0, *(border.end() for border in borders)]
        # a comma counts with two letters behind it, which are not the figure's own
        self._shown = [0, *(border.end() + 2 * border.group().startswith(",") for border in borders)]
        self._ends = [*(border.start() for border in borders), len(written)]

    def around(self, start: int, end: int) -> str:
        """The clauses that hold a stretch; the whole sentence where they have less than twenty characters."""
        left = self._starts[bisect_right(self._shown, start) - 1]
        right = self._ends[bisect_left(self._ends, end)]
        return self._written[left:right] if right - left >= 20 else self._written


def _timeline(piece: Article) -> list[WireMoment]:
    """Sentences with a date. A date that needs the day of publication to be told is left to whoever knows it."""
    moments: list[WireMoment] = []
    for sentence in piece.sentences:
        written = sentence.of(piece.text)
        mentions = date_mentions(written, piece.published)
        if mentions:
            moments.append(WireMoment(date=mentions[0].iso, event=" ".join(written.split()), quote=written))
    return moments
