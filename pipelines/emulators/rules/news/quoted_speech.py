"""Direct speech: what stands between quotation marks, and who said it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from pipelines.emulators.rules.news.entities import Mention
from pipelines.emulators.rules.news.speakers import SAID, named_after, reporter, subject
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, words
from steps.news.article import Article

_MARKS = {'"': '"', "“": "”", "„": "“", "«": "»"}
_FAR = 60  # characters between a verb of saying and the quote it may introduce
_FAR_WITH_COMMA = 120  # the same, where a comma or colon leads over to the quote
_SENTENCE_END = compiled(r"[.!?]\s")


class Saying(NamedTuple):
    """Direct speech at text[start:end], quotation marks not included."""

    start: int
    end: int
    speaker: str | None


def sayings(article: Article, found: list[Mention]) -> list[Saying]:
    """Speech of six words, or of three with a speaker. Shorter quotes are terms and titles more often than speech."""
    text = article.text
    kept: list[Saying] = []
    for paragraph in article.body:
        marked = quoted(text, paragraph)
        for index, span in enumerate(marked):
            end = marked[index + 1].start - 1 if index + 1 < len(marked) else paragraph.end
            after = Span(min(span.end + 1, end), min(end, span.end + 160))
            start = marked[index - 1].end + 1 if index else paragraph.start
            speaker = _behind(article, after, found) or _ahead(article, Span(start, span.start - 1), found)
            if speaker is None and not SAID.search(text, after.start, after.end):
                speaker = _carried_on(article, Span(start, span.start - 1), found, kept)
            size = len(words(span.of(text)))
            span = Span(span.start, span.end - len(span.of(text)) + len(span.of(text).rstrip(" ,")))
            if span.end - span.start >= 12 and (size >= 6 or (speaker and size >= 3)):
                kept.append(Saying(span.start, span.end, speaker))
    return kept


def quoted(text: str, paragraph: Span) -> list[Span]:
    """What stands between quotation marks. A quote left open runs to the end of its paragraph."""
    found: list[Span] = []
    at = paragraph.start
    while at < paragraph.end:
        closing = _MARKS.get(text[at])
        if closing is None:
            at += 1
            continue
        end = text.find(closing, at + 1, paragraph.end)
        if end < 0 and text[at] == '"' and text[at + 1 : at + 2].isspace():
            break
        stop = paragraph.end if end < 0 else end
        if stop > at + 1:
            found.append(Span(at + 1, stop))
        at = stop + 1
    return found


def _behind(article: Article, after: Span, found: list[Mention]) -> str | None:
    """The speaker named behind the quote, in what is left of its sentence."""
    text = article.text
    stop = _SENTENCE_END.search(text, after.start, after.end)
    limit = stop.start() + 1 if stop else after.end
    verb = SAID.search(text, after.start, limit)
    if verb is None:
        return None
    return subject(article, Span(after.start, verb.start()), found) or (
        named_after(text, verb.end(), limit, found)
        if not text[after.start : verb.start()].strip(" ,")
        else None
    )


def _ahead(article: Article, before: Span, found: list[Mention]) -> str | None:
    """The speaker named before the quote in its own sentence: `X said, "`, `as X told Y: "`, `according to X, "`."""
    text = article.text
    begun = bisect_right(article.sentences, before.end, key=lambda sentence: sentence.start)
    start = max(before.start, article.sentences[begun - 1].start if begun else 0)
    clause = Span(start, before.end)
    if "ccording to" in clause.of(text):
        return reporter(article, clause, found)
    led = re.search(r"(?<!ing)[,:]\s*$", clause.of(text))
    for verb in reversed(list(SAID.finditer(text, clause.start, clause.end))):
        if before.end - verb.end() <= (_FAR_WITH_COMMA if led else _FAR) and (
            who := subject(article, Span(start, verb.start()), found)
        ):
            return who
    return None


def _carried_on(article: Article, before: Span, found: list[Mention], kept: list[Saying]) -> str | None:
    """The speaker of a sentence that is all speech: whoever the sentence or the quote before it names."""
    text = article.text
    ended = bisect_right(article.sentences, before.end, key=lambda sentence: sentence.end)
    if not ended or text[article.sentences[ended - 1].end : before.end].strip():
        return None
    earlier = article.sentences[ended - 1]
    if kept and kept[-1].end >= earlier.start:
        return kept[-1].speaker
    return reporter(article, earlier, found)
