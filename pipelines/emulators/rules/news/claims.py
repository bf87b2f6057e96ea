"""Statements an article reports or makes, with who makes them and what kind they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.emulators.rules.news.entities import Mention
from pipelines.emulators.rules.news.news_figures import counted
from pipelines.emulators.rules.news.quoted_speech import Saying
from pipelines.emulators.rules.news.speakers import reporter
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, beginning, touching, words
from steps.news.article import Article
from steps.news.models import ClaimKind

_PREDICTS = compiled(
    r"\b(?:will|would|won't|could|may|might|shall|forecasts?|expects?|expected|predicts?|likely|by 20[3-9]\d)\b",
    re.IGNORECASE,
)
_JUDGES = compiled(
    r"\b(?:should|must|ought|needs? to|believes?|thinks?|thought|feels?|hopes?|fears?|concerned|worried|crucial|"
    r"important|urgent|unfair|wrong|dangerous|great|terrible|excellent|best|worst|alarmed|disappointed|proud|"
    r"unacceptable|regrets?|urges?|urged|calls? for|called for)\b",
    re.IGNORECASE,
)


class Claim(NamedTuple):
    """A sentence that reports what somebody says, or states it itself."""

    sentence: Span
    attributed_to: str | None
    kind: ClaimKind
    checkable: bool


def claims(article: Article, found: list[Mention], speech: list[Saying]) -> list[Claim]:
    """Reported statements, and unattributed ones with a figure, in reading order; direct speech is left out.

    A statement without a figure or two names is not called checkable.
    """
    text = article.text
    kept: list[Claim] = []
    for sentence in article.sentences:
        written = sentence.of(text)
        if (
            len(words(written)) < 6
            or any(_mostly(saying, sentence) for saying in touching(speech, sentence.start, sentence.end))
            or _half_quote(written)
        ):
            continue
        source = reporter(article, sentence, found)
        kind: ClaimKind = (
            "prediction" if _PREDICTS.search(written) else "opinion" if _JUDGES.search(written) else "fact"
        )
        measured = bool(counted(written))
        spoken = bool(touching(speech, sentence.start, sentence.end))
        if source is None and (kind != "fact" or spoken or not measured):
            continue
        kept.append(Claim(sentence, source, kind, kind == "fact" and (measured or _names(found, sentence))))
    return kept


def _mostly(saying: Saying, sentence: Span) -> bool:
    shared = min(saying.end, sentence.end) - max(saying.start, sentence.start)
    return shared > 0.5 * (sentence.end - sentence.start)


def _half_quote(written: str) -> bool:
    return written.count('"') % 2 == 1 or written.count("“") != written.count("”")


def _names(found: list[Mention], sentence: Span) -> bool:
    inside = beginning(found, sentence.start, sentence.end)
    return len({mention.name for mention in inside if mention.type != "other"}) > 1
