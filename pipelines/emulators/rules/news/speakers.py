"""Who says something, as far as the sentence itself tells; None rather than a guess."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipelines.emulators.rules.news.entities import Mention
from pipelines.emulators.rules.news.news_lexicon import SAYING_PATTERN, STOP_WORDS
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, beginning
from steps.news.article import Article

SAID = compiled(rf"\b{SAYING_PATTERN}\b")
_ACCORDING = compiled(r"\b[Aa]ccording to\s+(?:the\s+)?")
_PRONOUN = compiled(r"\b(?:he|she)\s*(?:also|has|had|later)?\s*$", re.IGNORECASE)
_GAP = compiled(r"(?:['’]s)?\s*(?:also|has|had|have|then|later|itself|and|previously|both)?\s*")
_NOUN = compiled(
    r"\b((?:the|a|an|one|some|many|two|several|other|local|senior|government)\s(?:[a-z'’-]{1,40}\s){0,5}?[a-z'’-]{1,40}|"
    r"(?:[a-z-]{1,40}\s)?(?:researchers|scientists|officials|police|experts|critics|residents|witnesses|authorities|"
    r"analysts|campaigners|sources|doctors|economists|authors|organisers|organizers))"
    r"\s*(?:also|has|have|had|then)?\s*,?\s*$",
    re.IGNORECASE,
)
_ASIDE_END = compiled(r",\s?(?:has|had|have|also)?\s*$")
_PHRASE = compiled(r"(?:the|a|an)\s[a-z'’ -]{3,40}?(?=[,.;]|\s(?:in|on|at|who|by|and)\b|$)")
_WITHIN = frozenset({"of", "for", "the", "from", "at", "several", "other", "others", "many"})
_NOT_LAST = compiled(r"(?:ly|ed|ing)$")


def reporter(article: Article, sentence: Span, found: list[Mention]) -> str | None:
    """Whom a sentence has it from: `X said (that) ...`, `according to X`, `..., X said`."""
    text = article.text
    if match := _ACCORDING.search(text, sentence.start, sentence.end):
        named = beginning(found, match.end(), match.end() + 41)
        if named:
            return text[named[0].start : named[0].end]
        phrase = _PHRASE.match(text, text.rfind("to", 0, match.end()) + 3, sentence.end)
        return phrase.group() if phrase else None
    for verb in SAID.finditer(text, sentence.start, sentence.end):
        if who := subject(article, Span(sentence.start, verb.start()), found):
            return who
    return None


def subject(article: Article, lead: Span, found: list[Mention]) -> str | None:
    """The subject of a verb of saying: a name close before it, `he` or `she`, or a noun such as `a spokesman`."""
    text = article.text
    written = lead.of(text)
    if _PRONOUN.search(written):
        return _person_before(article, lead, found)
    named = [
        mention
        for mention in beginning(found, lead.start, lead.end)
        if mention.end <= lead.end and mention.type in ("person", "organization")
    ]
    for mention in reversed(named):
        gap = text[mention.end : lead.end]
        aside = gap.startswith(",") and gap.count(",") <= 3 and len(gap) < 140 and not SAID.search(gap)
        if _GAP.fullmatch(gap) or (aside and _ASIDE_END.search(gap)):
            first = next((person for person in named if _speaks_for(text, person, mention)), mention)
            return text[first.start : first.end]
    return _noun(written)


def named_after(text: str, at: int, limit: int, found: list[Mention]) -> str | None:
    """The name or noun right behind a verb: `..., said Anna Berg` or `..., said a spokesman`."""
    for mention in beginning(found, at + 1, at + 31):
        if mention.type in ("person", "organization"):
            between = text[at : mention.start]
            if re.fullmatch(r"\s(?:[a-zA-Z'’-]+\.?\s){0,3}", between) and not SAID.search(between):
                return text[mention.start : mention.end]
    phrase = _PHRASE.match(text, at + 1, limit) if text[at : at + 1] == " " else None
    return phrase.group() if phrase else None


def _person_before(article: Article, lead: Span, found: list[Mention]) -> str | None:
    """For `he` and `she`: the first person named in the sentence, or in one of the two before it."""
    at = bisect_right(article.sentences, lead.start, key=lambda sentence: sentence.end)
    at = at if at < len(article.sentences) else 0
    for sentence in reversed(article.sentences[max(0, at - 2) : at + 1]):
        for mention in beginning(found, sentence.start, min(sentence.end, lead.end)):
            if mention.type == "person":
                return mention.name
    return None


def _noun(written: str) -> str | None:
    match = _NOUN.search(written)
    if match is None:
        return None
    noun = match.group(1).strip()
    inner = noun.lower().split()[1:] if " " in noun else [noun.lower()]
    if any(word in STOP_WORDS - _WITHIN for word in inner) or _NOT_LAST.search(inner[-1]):
        return None
    return noun


def _speaks_for(text: str, person: Mention, other: Mention) -> bool:
    """`Anna Berg, director of the Institute, said` and `Anna Berg of the Institute said`: the person speaks."""
    if person.type != "person" or other.type == "person" or person.end >= other.start:
        return False
    between = text[person.end : other.start]
    if re.fullmatch(r"\s(?:of|for|from|at|with)(?:\s[Tt]he)?\s", between):
        return True
    return (
        between.startswith(",")
        and len(between) < 140
        and not re.match(r",\s(?:and|but|while|so|who)\b", between)
    )
