"""What a contract calls itself, and which kind of contract it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steps.contracts.models import ContractType
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, trimmed

_HEAD = 6000  # characters in which a contract says what it is
_NOUN = (
    r"(?:AGREEMENTS?|CONTRACT|ADDENDUM|AMENDMENT|LEASE|LICEN[SC]E|MEMORANDUM OF UNDERSTANDING"
    r"|LETTER OF INTENT|TERM SHEET|"
    r"STATEMENT OF WORK|PROMISSORY NOTE|DEED|UNDERTAKING|TERMS AND CONDITIONS|TERMS OF SERVICE"
    r"|PLAN|GUARANTY|INDENTURE|"
    r"PURCHASE ORDER|CHARTER|COVENANT)"
)
_JOIN = r"(?:and|of|for|to|the|in|on|or|by|with|de|&|/|-|–|—)"
_WORD = r"(?!(?:THIS|This|BETWEEN|Between|DATED|Dated|BY|By AND|WHEREAS)\b)[A-Z0-9#][\w'’&/.#™®-]{0,40}"
_MORE = (
    rf"(?!\s*(?:,|AND\b|and\b|&|-)?\s*(?:(?:{_WORD},?|{_JOIN})\s+){{0,4}}?(?:AGREEMENT|Agreement"
    rf"|CONTRACT)\b)"
)  # the name goes on
_TAIL = (
    r"(?:\s++(?:(?:ADDENDUM|AMENDMENT|NO\.?|No\.?|NUMBER|#)\s*+)?#?(?:[IVX]{1,4}\b|\d{1,6}\b"
    r"|ONE\b|TWO\b|THREE\b))?"
    rf"(?:\s++(?:TO|to|To)\s++(?:(?:THE|the|The|THAT"
    rf"|that)\s++)?(?:{_WORD}\s++(?:{_JOIN}\s++)?){{0,8}}?(?:{_NOUN}|Agreement|Lease|License"
    rf"|Contract)\b)?"
    r"(?:[ \t]*+\((?!The|THE)[A-Z][^()\n\"“]{1,40}\))?"
)
# A title within running text: capitalised words up to the noun.
_HEADING = compiled(
    (
        rf"(?P<title>(?:(?:{_WORD}"
        rf"|\(\w[^()\n]{{0,20}}\)),?\s+(?:{_JOIN}\s+){{0,2}}){{0,9}}?(?:{_NOUN})(?![a-z])"
        rf"{_MORE}{_TAIL})"
    ),
)
_MIXED_NOUN = (
    _NOUN.title()
    .replace("[Sc]", "[sc]")
    .replace("S?", "s?")
    .replace(" Of ", " of ")
    .replace(" And ", " and ")
)
_SELF = compiled(
    rf"\b(?:THIS|This|this)\s+(?P<title>(?:{_WORD},?\s+(?:(?:{_JOIN}"
    rf"|no\.)\s+){{0,2}}){{0,10}}?(?:{_NOUN}|{_MIXED_NOUN})(?![a-z]){_MORE}{_TAIL})"
)
_PREFIX = compiled(
    r"\s*(?:(?:EX(?:HIBIT)?[-. ]{0,9}(?:NO\.?\s*)?\d[\w.()-]{0,40}+|EXECUTION\s+(?:COPY|VERSION|FORM)"
    r"|CONFORMED COPY|CONFIDENTIAL(?:\s+TREATMENT\s+REQUESTED)?|"
    r"FINAL(?:\s+VERSION)?|DRAFT|VERSION \S++|REDACTED|SCHEDULE \w++|ANNEX \w++|APPENDIX \w++"
    r"|Page \d++(?: of \d++)?|\[[^\]\n]{0,60}\]|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4})[\s:.-]*+)+",
    re.IGNORECASE,
)
_COMPANY_END = compiled((r"^.*\b(?:INC|LLC|LTD|CORP|CORPORATION|L\.?P|N\.?A|S\.?A|GMBH|PLC|COMPANY"
    r"|LIMITED)\b[.,]*\s+(?=\S)"), re.IGNORECASE)  # fmt: skip
_GOES_ON = compiled(r"[ \t]{1,9}(?:of|for|to)[ \t]{1,9}[A-Z]", re.IGNORECASE)
_GENERIC = frozenset(
    {"agreement", "contract", "the agreement", "license", "amendment", "addendum", "plan", "lease"}
)

_TYPES: tuple[tuple[ContractType, str], ...] = (
    ("strategic alliance", r"alliance"),
    ("joint venture", r"joint venture|shareholders?'? agreement"),
    ("co-branding", r"co-?brand"),
    ("franchise", r"franchis"),
    ("endorsement", r"endorse"),
    ("sponsorship", r"sponsor"),
    ("reseller", r"resell|value added"),
    ("distributor", r"distribut"),
    ("manufacturing", r"manufactur"),
    ("supply", r"suppl(?:y|ier)|purchase"),
    ("transportation", r"transport|carriage|freight|shipping"),
    ("collaboration", r"collaborat|co-?operation"),
    ("development", r"develop|research"),
    ("outsourcing", r"outsourc"),
    ("hosting", r"host"),
    ("maintenance", r"maintenance|support"),
    ("consulting", r"consult"),
    ("affiliate", r"affiliate"),
    ("agency", r"agen(?:cy|t)"),
    ("promotion", r"promot"),
    ("marketing", r"market|advertis|programming"),
    ("license", r"licen[sc]"),
    ("non-compete", r"non-?compet|non-?solicit|restrictive covenant"),
    ("intellectual property", r"intellectual property|patent|trademark|assignment"),
    ("service", r"servic|administration|management"),
)


@dataclass(frozen=True)
class TitleFound:
    """`doubt`: why the contract may be called otherwise; None where heading and text agree."""

    span: Span
    doubt: str | None = None


def title(text: str) -> TitleFound | None:
    """Where the contract's own name stands: its heading, or what its first sentence calls it."""
    heading, itself = _heading(text), _self(text)
    if heading is None or itself is None:
        alone = heading or itself
        said = "a heading" if heading else "a sentence"
        return TitleFound(alone, f"only {said} calls it so") if alone else None
    if _same(heading.of(text), itself.of(text)):
        goes_on = _GOES_ON.match(text, heading.end)
        return TitleFound(heading, "its heading goes on behind these words" if goes_on else None)
    if _generic(itself.of(text)):
        return TitleFound(heading, None if not _generic(heading.of(text)) else "it has no name of its own")
    return TitleFound(itself, "its heading calls it otherwise")


def contract_type(name: str | None) -> ContractType:
    """The kind of contract by the first telling word of its name; `other` where none is in it."""
    hits = [
        (match.start(), kind)
        for kind, words in _TYPES
        if (match := re.search(words, name or "", re.IGNORECASE))
    ]
    return min(hits, key=lambda hit: hit[0])[1] if hits else "other"


def _heading(text: str) -> Span | None:
    """The first line that is a title, else the first run of capitals in running text that is one."""
    head = text[:_HEAD]
    generic: Span | None = None
    for line in re.finditer(r"[^\n]+", head):
        for span in _titles(text, line.start(), line.end()):
            if not _generic(span.of(text)):
                return span
            generic = generic or span
    return generic


def _titles(text: str, start: int, end: int) -> list[Span]:
    prefix = _PREFIX.match(text, start, end)
    start = prefix.end() if prefix else start
    line = trimmed(text, start, end)
    written = line.of(text)
    whole = re.fullmatch(
        rf"(?:FORM OF\s{{1,50}}+)?(?:{_WORD},?\s{{1,50}}+(?:{_JOIN}\s{{1,50}}+){{0,2}}){{0,12}}(?:{_NOUN}){_TAIL}[.:]?",
        written,
        re.IGNORECASE,
    )
    if (
        whole
        and len(written) < 120
        and written[0].isupper()
        and not re.search(r"\bthis\b", written, re.IGNORECASE)
    ):
        return [_without_company(text, Span(line.start, line.start + len(written.rstrip(".:"))))]
    found = []
    for pattern in (_HEADING, compiled(_HEADING.pattern.replace(_NOUN, _MIXED_NOUN))):
        match = pattern.match(text, line.start, min(line.end, line.start + 200))
        if match:
            found.append(_without_company(text, trimmed(text, match.start("title"), match.end("title"))))
    return found[:1]


def _without_company(text: str, span: Span) -> Span:
    """The title without the company's name before it."""
    match = _COMPANY_END.match(span.of(text))
    return Span(span.start + match.end(), span.end) if match and match.end() < span.end - span.start else span


def _self(text: str) -> Span | None:
    match = _SELF.search(text[:_HEAD])
    return trimmed(text, match.start("title"), match.end("title")) if match else None


def _generic(name: str) -> bool:
    return " ".join(name.lower().split()) in _GENERIC


def _same(heading: str, itself: str) -> bool:
    def words(name: str) -> str:
        return " ".join(re.findall(r"\w+", name.lower()))

    return words(itself) in words(heading)
