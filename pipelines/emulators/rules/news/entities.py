"""Who and what an article names, by rules: known names, honorifics, roles and kinds of words."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from pipelines.emulators.rules.news import news_names
from pipelines.emulators.rules.news.news_lexicon import HONORIFICS, ROLES, SAYING_PATTERN
from pipelines.emulators.rules.news.proper_nouns import name_spans
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span
from steps.news.article import Article
from steps.news.models import EntityType
from steps.news.wire import WireEntity

LIMIT = 40
_SAYS = compiled(rf",?\s(?:has\s|had\s|also\s|who\s)?{SAYING_PATTERN}\b")
_ROLE_AFTER = compiled(rf",\s(?:[^,.;\"“]{{0,60}}?\b)(?:{'|'.join(sorted(ROLES))})\b", re.IGNORECASE)
_STAFF_AFTER = compiled(
    r"\s(?:spokes\w+|officials?|executives?|employees?|staff|shares|headquarters|chief|boss)\b"
)
_WORD_BEFORE = compiled(r"([A-Za-z'’-]{1,40}\.?),?\s+[\"“]?$")
_PLACE_BEFORE = ("in", "near", "outside", "across", "off", "downtown")
_FIRM = (
    r"(?:company|firm|consultancy|charity|newspaper|magazine|journal|startup|start-up|bank|agency|group|cooperative|"
    r"co-operative|union|airline|operator|think tank|publisher|manufacturer|retailer|developer|supplier|nonprofit|"
    r"party|website|broadcaster|chain|maker|team|club|band)"
)
_FIRM_BEFORE = compiled(
    rf"\b(?:{_FIRM}|"
    r"(?:executive|director|chairman|chairwoman|chair|founder|head|president|owner|spokes\w+) (?:of|for|at))\s$"
)
_FIRM_AFTER = compiled(rf",\s(?:an?|the)\s(?:[\w'’-]+\s){{0,3}}?{_FIRM}\b")
_TOWN_BEFORE = compiled(
    r"\b(?:town|city|port|village|district|region|province|capital|municipality|island|county|state|suburb) of\s$"
)
_ACRONYM = compiled(r"[A-Z][A-Z0-9&]{1,6}")
_GLOSS = compiled(r"\s\(([A-Z][A-Z0-9&]{1,7})\)")
_EAST_ASIAN = compiled(r"[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+|[A-Z][a-z]+-[a-z]+ [A-Z][a-z]+")
_SAME = (
    ("US", "U.S.", "USA", "U.S.A.", "United States", "United States of America"),
    ("UK", "U.K.", "United Kingdom", "Britain", "Great Britain"),
    ("EU", "E.U.", "European Union"),
    ("UN", "U.N.", "United Nations"),
    ("WHO", "World Health Organization", "World Health Organisation"),
)


class Mention(NamedTuple):
    """A name as it stands at text[start:end], and the kind of thing it is taken for."""

    start: int
    end: int
    name: str
    type: EntityType


def mentions(article: Article) -> list[Mention]:
    """Every name of the body, in order; a lone surname carries the full name of the person named before."""
    text = article.text
    spans = [span for span in name_spans(article) if _is_name(span.of(text))]
    return _same(_surnames([Mention(*span, span.of(text), _kind(text, span)) for span in spans]))


def entities(article: Article, found: list[Mention]) -> list[WireEntity]:
    """The names grouped, most mentioned first. A name of unknown kind needs two mentions."""
    text = article.text
    kinds: dict[str, Counter[EntityType]] = {}
    others: dict[str, set[str]] = {}
    for mention in found:
        written = text[mention.start : mention.end]
        kinds.setdefault(mention.name, Counter())[mention.type] += 1
        if written != mention.name:
            others.setdefault(mention.name, set()).add(written)
        gloss = _GLOSS.match(text, mention.end)
        if gloss and " " in mention.name and _stands_for(gloss.group(1), mention.name):
            others.setdefault(mention.name, set()).add(gloss.group(1))
    for full, aliases in others.items():
        for alias in aliases & kinds.keys() if full in kinds else ():
            kinds[full].update({_best(kinds[full]): kinds.pop(alias).total()})
    kept = {
        name: kind for name, count in kinds.items() if (kind := _best(count)) != "other" or count.total() > 1
    }
    order = sorted(kept, key=lambda name: (-kinds[name].total(), text.find(name), name))[:LIMIT]
    return [
        WireEntity(
            name=name, other_names=sorted(others.get(name, set()))[:8], type=kept[name], sentiment=None
        )
        for name in order
    ]


def settled(found: list[Mention], named: list[WireEntity]) -> list[Mention]:
    """The mentions with the kind that all mentions of the name together settled on."""
    kinds = {form: entity.type for entity in named for form in (*entity.other_names, entity.name)}
    return [mention._replace(type=kinds.get(mention.name, mention.type)) for mention in found]


def _best(kinds: Counter[EntityType]) -> EntityType:
    """The kind most mentions were taken for. One that could be told beats `other`; behind `in`, much looks a place."""
    return max(kinds, key=lambda kind: (kind != "other", kinds[kind], kind != "place", kind))


def _is_name(name: str) -> bool:
    words = name.replace("-", " ").split()
    return (
        len(name) > 1
        and name not in news_names.DEMONYMS
        and not all(word in news_names.NOT_NAMES for word in words)
    )


def _kind(text: str, span: Span) -> EntityType:
    """What a name stands for; `other` where the rules cannot tell."""
    name = span.of(text)
    words = name.replace("-", " ").split()
    low = [word.lower().rstrip(".") for word in words]
    before = _WORD_BEFORE.search(text, max(0, span.start - 40), span.start)
    word = before.group(1) if before else ""
    if name in news_names.PLACES:
        return "place"
    if name in news_names.ORGANIZATIONS:
        return "organization"
    if len(words) > 1:
        head = low[low.index("of") - 1] if "of" in low[1:] else low[-1]
        if head in news_names.EVENT_WORDS:
            return "event"
        if head in news_names.LAW_WORDS and words[0] not in news_names.GIVEN_NAMES:
            return "law"
        if head in news_names.PLACE_WORDS:
            return "place"
        if news_names.ORGANIZATION_WORDS.intersection(low):
            return "organization"
    if _is_person(text, span, words, word):
        return "person"
    lead = text[max(0, span.start - 40) : span.start]
    if _TOWN_BEFORE.search(lead):
        return "place"
    if _STAFF_AFTER.match(text, span.end) or _FIRM_BEFORE.search(lead) or _FIRM_AFTER.match(text, span.end):
        return "organization"
    if _ACRONYM.fullmatch(name):
        owns = text[span.end : span.end + 2] in ("'s", "’s")
        return "organization" if owns or _SAYS.match(text, span.end) else "other"
    return (
        "place"
        if len(words) < 3 and word.lower() in _PLACE_BEFORE and words[0] not in news_names.DEMONYMS
        else "other"
    )


def _is_person(text: str, span: Span, words: list[str], before: str) -> bool:
    if any(not word[0].isalpha() or (word.isupper() and len(word) > 3) for word in words):
        return False
    titled = before.lower().rstrip(".") in HONORIFICS | ROLES
    if len(words) == 1:
        return titled and before[0].isupper()
    if len(words) > 4 or words[0] in news_names.DEMONYMS | news_names.NOT_NAMES:
        return False
    return (
        titled
        or words[0] in news_names.GIVEN_NAMES
        or bool(_EAST_ASIAN.fullmatch(span.of(text)))
        or bool(_ROLE_AFTER.match(text, span.end, span.end + 90))
        or bool(_SAYS.match(text, span.end) and not {"of", "for", "&"} & set(words))
    )


def _surnames(found: list[Mention]) -> list[Mention]:
    full: dict[str, str] = {}
    for mention in found:
        if mention.type == "person" and " " in mention.name:
            full.setdefault(mention.name.split()[-1], mention.name)
    return [
        mention._replace(name=full[mention.name], type="person")
        if mention.name in full and mention.name not in news_names.PLACES
        else mention
        for mention in found
    ]


def _same(found: list[Mention]) -> list[Mention]:
    """One name for the forms of `United States` and the like: the one that the article uses first."""
    first: dict[tuple[str, ...], str] = {}
    same = {form: forms for forms in _SAME for form in forms}
    return [
        mention._replace(name=first.setdefault(same[mention.name], mention.name))
        if mention.name in same
        else mention
        for mention in found
    ]


def _stands_for(acronym: str, name: str) -> bool:
    """Whether each letter is the initial of a word of the name, in any order."""
    initials = Counter(word[0].upper() for word in name.replace("-", " ").split())
    return Counter(filter(str.isalpha, acronym)) <= initials
