"""Names of companies and people as they stand in a contract's opening, and where such a name ends."""

from __future__ import annotations

import re

from steps.core.text.dates import MONTH_NAME
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, trimmed

SUFFIX = (
    r"(?:Inc(?:orporated)?|Corp(?:oration)?|Co(?:mpany)?|L\.?\s?L\.?\s?C|L\.?\s?L\.?\s?P"
    r"|L\.?\s?P|Ltd|Limited|PLC|GmbH|AG|"
    r"S\.?\s?A(?:\.?\s?R\.?\s?L)?|S\.?p\.?A|S\.?R\.?L|N\.\s?V|(?<!, )NV|B\.?\s?V|N\.?\s?A|AB|A/S|ASA"
    r"|Oyj?|K\.?K|Pty|Pte|Sdn|Bhd|Trust|"
    r"Partnership|Partners|University|Institute|Foundation|Association|Bank|Holdings?|Group)"
)
_DESCRIBES = (
    r"(?:a|an|as|each|having|with|whose|located|organi[sz]ed|incorporated|existing|duly|at"
    r"|acting|herein(?:after)?|hereafter|"
    r"and\s+(?:its|their|any)|together|on\s+behalf|for\s+itself|in\s+person|formerly|registered"
    r"|represented|being|both|either|"
    r"pursuant|residing|by\s+and|through|under|which|who|address|dated|effective|attention"
    r"|previously|not|whereby|individually|"
    r"a/k/a|f/k/a)"
)
_ENDS = compiled(
    rf"\.\s*(?=\n|$)|\.\s+(?=(?:The|This|Each|WHEREAS|Now|In|Under)\b)|\s*,?\s*\(|\s*[;:\"“”]"
    rf"|\s*\n\s*\n|\s+/\s+|,?\s+(?={_DESCRIBES}\b)|,\s*(?=the\b)"
    r"|,?\s+(?=(?:REGARDING|RELATING|CONCERNING|DATED|WITH RESPECT|regarding|relating|concerning)\b)"
    rf"|,?\s+of\s+(?=\d|the\s+(?:one|first|second|other)\b)"
    rf"|,?\s+(?=\d++[\w-]*+,?\s+[A-Z][\w.]*\s+(?:[A-Z]\w*\s+)?(?:Street|Road|Avenue|Drive"
    rf"|Boulevard|Blvd|Lane|Way|Parkway|St)\b)",
)
_SEAT = compiled(r"[A-Z][A-Z0-9&.,'’ -]{3,80}(?= of (?:\d|[A-Z][a-z]))")  # `OAK LIMITED of Elm Road`
_ON_A_DAY = compiled(rf",?\s+on\s+(?:this\s+|the\s+)?(?:\d|(?:{MONTH_NAME})\b)")
_AND_AFTER_SUFFIX = compiled(rf"(?<=[\s,.]){SUFFIX}\.?,?(?=\s+(?:and|AND|&|with)\s+[A-Z0-9])", re.IGNORECASE)
_SUFFIXES = compiled(
    rf"\s*{SUFFIX}\b\.?(?:,?\s*{SUFFIX}\b\.?)*(?=\s*(?:,|\(|;|:|\n|$|\.|\s(?:a|an|and|AND|having|with)\b))",
    re.IGNORECASE,
)
_LEAD = compiled(
    r"(?:each\s+of\s+)?(?:each of\s+)?(?:\s|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]\s"
    r"|[\"“'’(*•-])*(?:(?:the|The|THE)\s+(?=[A-Z]))?"
)
_GENERIC = compiled(r"the\s+(?:individual|undersigned|person|entity|company|party)\b[^,(;]{0,80}?(?=\s*\()")
_NOT_A_NAME = compiled(
    r"(?:this|these|that|each|party|parties|both|collectively|together|either|neither|any|where"
    r"|when|if|in|it|he|she|under|for|agreement|"
    r"dated?|of|page|exhibit|section|now|whose|such|hereinafter|its|their|recitals?|whereas"
    r"|table|article|effective|address|attention|all)\b|\W*$",
    re.IGNORECASE,
)
_SUFFIX_WORD = compiled(rf"\b{SUFFIX}\b", re.IGNORECASE)
_SMALL_FIRST = compiled(rf"[a-z][A-Z]|[a-z]\w*[.-][\w.-]+,?\s(?:[A-Z]\w*\s)?(?i:{SUFFIX})\b")
MAX_WORDS = 14


def name_at(text: str, start: int, end: int) -> Span | None:
    """The name that begins here, without what describes it; None where no name begins."""
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    generic = _GENERIC.match(text, start, end)
    if generic:
        return Span(start, generic.end())
    if _NOT_A_NAME.match(text, start, end) or not _begins(text, start):
        return None
    span = _trim(text, start, _end(text, start, end))
    return span if span.of(text) and len(span.of(text).split()) <= MAX_WORDS else None


def has_suffix(name: str) -> bool:
    """Whether a word says that this is a company; in small letters (`a Texas corporation`) it only describes one."""
    return any(_capital(match.group()) for match in _SUFFIX_WORD.finditer(name))


def ends_with_suffix(name: str) -> bool:
    return any(
        _capital(match.group()) and name[match.end() :] in ("", ".") for match in _SUFFIX_WORD.finditer(name)
    )


def _capital(suffix: str) -> bool:
    return suffix[0].isupper() or suffix in ("plc", "inc", "llc", "ltd", "gmbh")


def _begins(text: str, start: int) -> bool:
    """With a capital or a figure, or like i-on, Inc. and iVillage, Inc."""
    first = text[start : start + 1]
    return first.isupper() or first.isdigit() or _SMALL_FIRST.match(text, start) is not None


def _end(text: str, start: int, end: int) -> int:
    stop = _ENDS.search(text, start + 1, end)
    limit = stop.start() if stop else end
    day = _ON_A_DAY.search(text, start, limit)
    limit = day.start() if day else limit
    seat = _SEAT.match(text, start, limit)
    limit = seat.end() if seat else limit
    joined = _AND_AFTER_SUFFIX.search(text, start, limit)
    limit = joined.end() if joined else limit
    at = start
    while (comma := text.find(",", at, limit)) >= 0:
        suffix = _SUFFIXES.match(text, comma + 1, end)
        if suffix is None:
            return comma
        at = suffix.end()
    return limit


def _trim(text: str, start: int, end: int) -> Span:
    span = trimmed(text, start, end)
    while span.end > span.start and text[span.end - 1] in ",;:-–":
        span = trimmed(text, span.start, span.end - 1)
    if text[span.end : span.end + 1] == "." and ends_with_suffix(span.of(text)):
        return Span(span.start, span.end + 1)
    return span
