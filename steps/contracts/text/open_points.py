"""What a contract leaves open or points to: blanks, words struck out, exhibits that are not there, defined terms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from steps.contracts.models import Blank, DefinedTerm
from steps.core.documents.read import DocumentText
from steps.core.models import Evidence

_MOST_BLANKS = 12
_MOST_TERMS = 200
_BLANK = re.compile(
    (
        r"_{3,}|\[\s{0,40}[●•_]?\s{0,40}\]|\[\s{0,40}(?:insert|to be|date|name|amount|tbd|blank)\b[^\]\n]{0,60}\]"
        r"|\bT\.?B\.?D\.?\b|\bto be (?:determined|agreed) by the parties\b"
    ),
    re.IGNORECASE,
)
_STRUCK = re.compile(
    (
        r"\[\s*\*+\s*\](?:\s*\[\s*\*+\s*\])*|(?<!\*)\*{3}(?!\*)|\[\s*(?:redacted|omitted"
        r"|confidential treatment requested)\s*\]"
    ),
    re.IGNORECASE,
)
_LABEL = (
    r"(?P<kind>Exhibit|Schedule|Annex|Appendix|Attachment"
    r"|Addendum)\s+[\"“']?(?P<id>(?-i:[A-Z](?:-\d{1,2})?|[IVX]{1,4})|\d{1,2})[\"”']?(?![\w.]|-\d)"
)
_REFERENCE = re.compile(rf"\b{_LABEL}", re.IGNORECASE)
_ATTACHED = re.compile(
    (
        r"\b(?:attached|annexed|hereto|set forth (?:in|on)|listed (?:in|on)|described (?:in|on)"
        r"|specified (?:in|on)|defined in|contained in)\b"
    ),
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\s+to\s+(?:the|that|such)\s+(?!this\b)[A-Z]"
)  # as in: Exhibit B to the Trust Agreement
_SIGN_HERE = re.compile(
    r"(?:\b(?:by|name|title|signature|signed|witness|its|date|print(?:ed)?|attest|seal|fax|tel|e-?mail|address|initials)"
    r"\b\s*[:.]?|/s/[^\n]{0,40})[\s_:]*$",
    re.IGNORECASE,
)
_LINE = re.compile(r"_{12,}\s*(?:\n|$)")
_TERM = re.compile(
    r"[\"“](?P<meant>[A-Z][^\"“”\n]{1,60}?)[,.]?[\"”]\s*(?:,\s*)?(?:\([^()]{0,40}\)\s*)"
    r"?(?:shall\s+|will\s+)?(?:means?\b|have\s+the\s+meaning|has\s+the\s+meaning|refers?\s+to)"
    r"|\((?:[^()\"“]{0,60}?\s)?[\"“](?P<short>[A-Z][^\"“”\n]{1,60}?)[,.]?[\"”](?:[^()]{0,40})\)"
)


def blanks(document: DocumentText) -> list[Blank]:
    """Blanks one by one, words struck out as one entry, and exhibits that are referred to but not there."""
    text = document.text
    found: list[Blank] = []
    end = 0
    for match in _BLANK.finditer(text):
        if match.start() >= end and not _signature(text, match.start()) and len(found) < _MOST_BLANKS:
            start, end = _line(text, match)
            found.append(
                Blank(
                    what=f"left blank: {' '.join(text[start:end].split())}",
                    evidence=[_evidence(document, start, end)],
                )
            )
    struck = list(_STRUCK.finditer(text))
    if struck:
        evidence = [_evidence(document, *_line(text, match)) for match in struck[:3]]
        found.append(Blank(what=f"struck out for publication in {len(struck)} places", evidence=evidence))
    return found + list(_missing_exhibits(document))


def _missing_exhibits(document: DocumentText) -> Iterable[Blank]:
    text = document.text
    mentions: dict[str, list[re.Match[str]]] = {}
    for match in _REFERENCE.finditer(text):
        mentions.setdefault(f"{match['kind'].title()} {match['id'].upper()}", []).append(match)
    for label, matches in sorted(mentions.items()):
        there = any(_is_heading(text, match) for match in matches)
        referred = [
            match
            for match in matches
            if _ATTACHED.search(text, max(0, match.start() - 80), match.end() + 60)
            and not _OF_ANOTHER.match(text, match.end())
        ]
        if referred and not there:
            yield Blank(
                what=f"{label} is referred to but not there",
                evidence=[_evidence(document, *_line(text, referred[0]))],
            )


def _is_heading(text: str, match: re.Match[str]) -> bool:
    """At the start of a line, in capitals, or after a page break: where an exhibit begins."""
    at = match.start()
    while at > 0 and text[at - 1] in " \"“'-–—":
        at -= 1
    return at == 0 or text[at - 1] in "\n\f]" or match.group().isupper()


def _signature(text: str, at: int) -> bool:
    """A line to sign on is no blank of the contract."""
    return (
        _SIGN_HERE.search(text[max(0, at - 60) : at]) is not None
        or _LINE.match(text[at : at + 200]) is not None
    )


def defined_terms(document: DocumentText) -> list[DefinedTerm]:
    """Terms that the contract puts in quotation marks and defines, each at its first place."""
    found: dict[str, DefinedTerm] = {}
    for match in _TERM.finditer(document.text):
        term = " ".join((match["meant"] or match["short"]).split())
        if len(term.split()) <= 8:
            found.setdefault(
                term.lower(), DefinedTerm(term=term, evidence=[_evidence(document, *match.span())])
            )
    return list(found.values())[:_MOST_TERMS]


def _line(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The words around a place, at most 80 characters to either side, within its paragraph."""
    border = text.rfind("\n\n", max(0, match.start() - 82), match.start())
    first = border + 2 if border >= 0 else 0
    start = max(first, match.start() - 80)
    while first < start < match.start() and not text[start - 1].isspace():
        start += 1
    last = text.find("\n\n", match.end(), match.end() + 82)
    last = len(text) if last < 0 else last
    end = min(last, match.end() + 80)
    while match.end() < end < last and not text[end].isspace():
        end -= 1
    return start, end


def _evidence(document: DocumentText, start: int, end: int) -> Evidence:
    while start < end and document.text[start].isspace():
        start += 1
    while end > start and document.text[end - 1].isspace():
        end -= 1
    return Evidence(quote=document.text[start:end], start=start, end=end, page=document.page(start))
