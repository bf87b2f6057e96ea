"""Who, what, when, where, why and how, by where news puts the answers: early, behind fixed words."""

from __future__ import annotations

import re

from pipelines.emulators.rules.news.entities import Mention
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, beginning, trimmed
from steps.news.article import Article
from steps.news.dates import date_mentions
from steps.news.wire import WireAnswer, WireFiveWOneH

_EARLY = 4  # sentences in which news answers who, when and where
_WHY = compiled(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|in response to|prompted by|caused by|in order to|"
    r"on the grounds that|so that|results? from|resulted from|in protest (?:at|against|of)|blamed on)\b",
    re.IGNORECASE,
)
_HOW = compiled(
    r"\b(?:by (?!the\b|a\b|an\b)[a-z]+ing\b|by means of|through (?:a|an|the)\b|with the help of|using|via)\s",
    re.IGNORECASE,
)
_CLAUSE_END = compiled(r"[.;!?\"“”](?:\s|$)|,\s(?:and|but|while|which|who|said|says|according)\b|\s[-–—]\s")
_LONGEST = 220  # characters of an answer


def questions(article: Article, found: list[Mention], best: list[Span]) -> WireFiveWOneH:
    """The six answers. `best` are the sentences that say most; why and how are looked for there first."""
    early = article.sentences[:_EARLY]
    order = [*best, *(sentence for sentence in article.sentences if sentence not in best)]
    return WireFiveWOneH(
        who=_named(article, found, early, ("person", "organization")),
        what=_what(article, best),
        when=_when(article, early),
        where=_named(article, found, early, ("place",)),
        why=_clause(article, order, _WHY),
        how=_clause(article, order, _HOW),
    )


def _named(
    article: Article, found: list[Mention], early: list[Span], types: tuple[str, ...]
) -> WireAnswer | None:
    """The first names of these kinds in the first sentence that has any; at most three, as written.

    Who acts is named in the first part of an English sentence; a name towards its end is rarely the answer.
    """
    reach = 0.6 if "person" in types else 1.0
    for sentence in early:
        length = sentence.end - sentence.start
        inside = [
            mention.name
            for mention in beginning(found, sentence.start, sentence.end)
            if mention.type in types and mention.start < sentence.start + reach * length
        ]
        names = list(dict.fromkeys(inside))[:3]
        if names:
            return WireAnswer(answer=", ".join(names), quote=sentence.of(article.text))
    return None


def _what(article: Article, best: list[Span]) -> WireAnswer | None:
    if not best:
        return None
    sentence = best[0].of(article.text)
    headline = article.headline.of(article.text) if article.headline else None
    return WireAnswer(answer=" ".join((headline or sentence).split()), quote=sentence)


def _when(article: Article, early: list[Span]) -> WireAnswer | None:
    for sentence in early:
        written = sentence.of(article.text)
        for mention in date_mentions(written, article.published):
            said = " ".join(written[mention.start : mention.end].split())
            known = mention.iso and mention.iso not in said
            return WireAnswer(answer=f"{said} ({mention.iso})" if known else said, quote=written)
    return None


def _clause(article: Article, order: list[Span], opening: re.Pattern[str]) -> WireAnswer | None:
    """The first clause that such words open, up to where it ends."""
    for sentence in order:
        written = sentence.of(article.text)
        if match := opening.search(written):
            stop = _CLAUSE_END.search(written, match.end())
            clause = trimmed(
                written, match.start(), min(stop.start() if stop else len(written), match.start() + _LONGEST)
            )
            if clause.end - match.end() > 8:
                return WireAnswer(answer=" ".join(clause.of(written).split()), quote=written)
    return None
