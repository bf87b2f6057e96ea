"""Runs of capitalised words, cut into names: titles, possessives and starts of sentences taken away."""

from __future__ import annotations

import re

from pipelines.emulators.rules.news import news_names
from pipelines.emulators.rules.news.news_lexicon import FUNCTION_WORDS, HONORIFICS, STOP_WORDS
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span
from steps.news.article import Article

_CAPITAL = r"(?:(?:[A-Z]\.){1,4}|[A-ZÀ-Þ][\w&]*(?:[-’'][A-Za-zÀ-ÿ]\w+)*(?:['’]s)?\.?)"
_LINK = r"(?:\s(?:of the|of|for the|for|and|&|de|del|della|di|da|du|von|van|der|bin|al|el|la|le)\s|\s)"
_RUN = compiled(rf"(?<![\w'’-]){_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,40}}")  # no name has more words
_PIECE = compiled(r"\S+")
_LINKS = ("and", "&", "of", "for", "the")
_LEADING = ("The", "A", "An", "of", "for", "and", "the", "&", "de", "la")
_ACRONYM = compiled(r"[A-Z][A-Z0-9&]{1,6}")
_HEADS = (
    news_names.ORGANIZATION_WORDS
    | news_names.EVENT_WORDS
    | news_names.LAW_WORDS
    | news_names.PLACE_WORDS
    | HONORIFICS
)
_OPENERS = frozenset("\"“‘'(— [")
_PEOPLE = compiled(r"(?:ist|an|ish|ese)$")
_KNOWN = news_names.PLACES | news_names.ORGANIZATIONS | news_names.GIVEN_NAMES


def name_spans(article: Article) -> list[Span]:
    """Every name of the body, in order. A lone word that merely starts a sentence needs other evidence."""
    text = article.text
    small = set(re.findall(r"(?<![\w'’])[a-z][a-z'’-]+", text))
    inner = {
        match.group()
        for sentence in article.sentences
        for match in re.finditer(r"(?<=[a-z,] )[A-Z][\w-]+", sentence.of(text))
    }
    found: list[Span] = []
    for sentence in article.sentences:
        for run in _RUN.finditer(text, sentence.start, sentence.end):
            pieces = [
                Span(run.start() + piece.start(), run.start() + piece.end())
                for piece in _PIECE.finditer(run.group())
            ]
            if _opens(text, sentence.start, run.start()):
                pieces = _after_opening(text, pieces, small, inner)
            found += [name for group in _groups(text, pieces) if (name := _untitled(text, group))]
    return [name for name in found if len(name.of(text).split()) > 1 or not _common(name.of(text), small)]


def _opens(text: str, start: int, at: int) -> bool:
    """Whether a sentence that starts at `start`, or what it quotes or lists, opens at a place."""
    if at > start and text[at - 1] in '"“':
        return True
    while at > start and text[at - 1] in _OPENERS:
        at -= 1
    while at > start and text[at - 1].isspace():
        at -= 1
    return at == start or text[at - 1] in ":;]" or text[max(start, at - 3) : at] == "..."


def _common(word: str, small: set[str]) -> bool:
    """Whether a lone capitalised word is an ordinary word of this text, or a stop word."""
    return word not in _KNOWN and (word.lower() in STOP_WORDS or word.lower() in small)


def _after_opening(text: str, pieces: list[Span], small: set[str], inner: set[str]) -> list[Span]:
    """The run at the start of a sentence, where a capital alone proves nothing."""
    first = pieces[0].of(text).rstrip(".")
    whole = text[pieces[0].start : pieces[-1].end]
    if first in _KNOWN or whole in _KNOWN or first.lower() in HONORIFICS or _ACRONYM.fullmatch(first):
        return pieces
    if _common(first, small):
        return pieces[1:]
    bare = re.sub(r"['’]s$", "", first)
    return [] if len(pieces) == 1 and first not in inner and bare not in inner else pieces


def _groups(text: str, pieces: list[Span]) -> list[list[Span]]:
    """The run cut behind possessives, before stop words, and at links that belong to no name."""
    groups: list[list[Span]] = [[]]
    for index, piece in enumerate(pieces):
        written = piece.of(text)
        if re.search(r"['’]s$", written):
            groups[-1].append(Span(piece.start, piece.end - 2))
            groups.append([])
        elif (written in _LINKS and not _joins(text, groups[-1], pieces[index + 1 :])) or (
            written[0].isupper() and written.lower() in FUNCTION_WORDS
        ):
            groups.append([])
        else:
            groups[-1].append(piece)
    return groups


def _joins(text: str, left: list[Span], right: list[Span]) -> bool:
    """Whether `of`, `for`, `and` belongs to the name, as in University of Oslo or Ministry of Health and Care."""
    if not left or not right:
        return False
    before = [piece.of(text).lower().rstrip(".") for piece in left]
    after = [piece.of(text) for piece in right if piece.of(text)[0].isupper()]
    has_head = any(word in _HEADS or word.rstrip("s") in _HEADS for word in before)
    link = text[left[-1].end : right[0].start].split()
    if "and" in link:
        own_head = any(word.lower() in news_names.ORGANIZATION_WORDS for word in after)
        return has_head and "of" in before and not own_head and after[0] not in news_names.PLACES
    if "&" in link:
        return True
    return has_head and not ({"of", "for"} & set(before) and after[0] in news_names.COUNTRIES)


def _untitled(text: str, group: list[Span]) -> Span | None:
    """A name without the title before it; `Minister of Education Anna Berg` gives `Anna Berg`."""
    group = _bare(text, group)
    titles = [index for index, piece in enumerate(group) if _word(text, piece) in HONORIFICS]
    if titles and (titles[-1] == 0 or _word(text, group[titles[-1] - 1]) not in ("of", "for")):
        rest = group[titles[-1] + 1 :]
        if rest and _word(text, rest[0]) in ("of", "for"):
            if len(rest) >= 4 and rest[-2].of(text) in news_names.GIVEN_NAMES:
                rest = rest[-2:]
            elif not any(_word(text, piece) in news_names.ORGANIZATION_WORDS for piece in rest):
                rest = []
        group = _bare(text, rest)
    if (
        len(group) > 2
        and group[1].of(text) in news_names.GIVEN_NAMES
        and re.search("(?:ist|an|ish|ese)$", group[0].of(text))
    ):
        group = group[1:]
    while group and group[-1].of(text) in news_names.NOT_NAMES and len(group) > 1:
        group = group[:-1]
    if not group:
        return None
    last = group[-1].of(text)
    end = group[-1].end - (last.endswith(".") and "." not in last[:-1])
    return Span(group[0].start, end)


def _bare(text: str, group: list[Span]) -> list[Span]:
    while group and group[0].of(text) in _LEADING:
        group = group[1:]
    while group and (group[-1].of(text).islower() or group[-1].of(text) == "&"):
        group = group[:-1]
    return group


def _word(text: str, piece: Span) -> str:
    return piece.of(text).lower().rstrip(".")
