"""The parts of an article's text: headline, byline, date line, paragraphs and sentences of the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from steps.core.text.spans import Span, paragraphs, sentences, trimmed, words
from steps.news.dates import day_in

_BYLINE = re.compile(
    r"(?:by|written by|reported by|von|par|por)\s+(?P<names>[A-ZÀ-Þ][^\n.!?]{2,90})", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"(?:(?:published|updated|posted|date)[:\s]+(?:on\s+)?)?"
    r"(?:[A-Z][a-z]+day,?\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}|"
    r"\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_PLACE = r"[A-ZÀ-Þ][\w'.-]+(?:\s[A-ZÀ-Þ][\w'.-]+){0,2}"
_CITY = re.compile(
    rf"{_PLACE}(?:,\s{_PLACE})?(?:\s*\([^)\n]{{1,30}}\))?(?:,\s*{_PLACE}\s\d{{1,2}})?\s*(?:—|–|--)\s+"
    rf"|[A-Z]{{3,}}(?:,\s{_PLACE})?(?:\s*\([^)\n]{{1,30}}\))?\s+-\s+"
)
_APPENDIX = re.compile(
    r"(?:sources?|references?|related (?:news|articles|stories)|external links?|see also|further reading|"
    r"sister links?|notes|categories\b.*)\s*:?",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"[.!?…:;,][\"'”’]*$")


@dataclass(frozen=True)
class Article:
    """Spans into `text`. `body` holds paragraphs, `sentences` their sentences, both in reading order."""

    text: str
    headline: Span | None
    byline: Span | None
    date_line: Span | None
    published: date | None
    body: list[Span]
    sentences: list[Span]


def article(text: str) -> Article:
    """Take a text apart. The headline comes first; what stands under `Sources` or the like is not the article."""
    blocks = _without_appendix(text, paragraphs(text))
    headline = byline = date_line = None
    if len(blocks) > 1 and _is_headline(blocks[0].of(text)) and not _BYLINE.fullmatch(blocks[0].of(text)):
        headline, blocks = blocks[0], blocks[1:]
    while blocks and byline is None and len(blocks) > 1 and (match := _BYLINE.fullmatch(blocks[0].of(text))):
        byline, blocks = _shifted(blocks[0], match.span("names")), blocks[1:]
    if blocks and (match := _DATE_LINE.match(blocks[0].of(text))) and day_in(match.group()):
        date_line = _shifted(blocks[0], match.span())
        rest = trimmed(text, date_line.end, blocks[0].end)
        blocks = ([rest] if len(rest.of(text)) > 40 else []) + blocks[1:] or blocks
    if byline is None and len(blocks) > 1 and (match := _BYLINE.fullmatch(blocks[0].of(text))):
        byline, blocks = _shifted(blocks[0], match.span("names")), blocks[1:]
    if blocks and (match := _CITY.match(blocks[0].of(text))):
        blocks = [Span(blocks[0].start + match.end(), blocks[0].end), *blocks[1:]]
    return Article(
        text=text,
        headline=headline,
        byline=byline,
        date_line=date_line,
        published=day_in(date_line.of(text)) if date_line else None,
        body=blocks,
        sentences=[sentence for block in blocks for sentence in sentences(text, block)],
    )


def _is_headline(line: str) -> bool:
    named = any(len(word) > 1 for word in words(line))
    return named and "\n" not in line and len(line) <= 200 and not _END_MARK.search(line.rstrip("?!"))


def _without_appendix(text: str, blocks: list[Span]) -> list[Span]:
    for index, block in enumerate(blocks):
        if index and _APPENDIX.fullmatch(block.of(text)):
            return blocks[:index]
    return blocks


def _shifted(block: Span, inner: tuple[int, int]) -> Span:
    return Span(block.start + inner[0], block.start + inner[1])
