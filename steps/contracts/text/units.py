"""A contract in sentences, each knowing its section: what patterns are matched on and quotes are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from steps.core.text.spans import trimmed, word_list

_LONGEST = 2500  # characters of one unit; longer enumerations are cut at their semicolons
_STOP = re.compile(r"""[.?!]["'”’)\]]*(?=\s)""")
_BREAK = re.compile(  # possessive, and from the last visible character on, so that much white space costs little
    r"(?<=\S)[^\S\n]*+\n(?:[^\S\n]*+\n\s*+(?![a-z])"  # a blank line, unless the sentence plainly goes on below it
    r"|\s*+(?=\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,4})[.)]\s"  # a line that starts an enumerated item,
    r"(?!(?:calendar |business )?(?:years?|months?|weeks?|days?|hours?|percent)\b))"  # not `(5) years`
    r"|\s*+(?=(?:ARTICLE|Article|SECTION|Section)\s+[\dIVX]+)"
    r"|\s*+(?=\d{1,2}(?:\.\d{1,2})+\s+[A-Z]))"
)
_BULLET = re.compile(r"^\(?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,4})[.)]$")
_REFERENCE = re.compile(
    r"\b(?:sections?|articles?|paragraphs?|clauses?|exhibits?|schedules?|appendix|annex|and|or|to|no)$",
    re.IGNORECASE,
)
_ABBREVIATIONS = word_list(
    "inc ltd corp co llc l.p lp no nos nr bl apt rd hwy sec secs art arts para st mr mrs ms dr "
    "prof jr sr vs v e.g i.e etc al "
    "u.s u.k u.s.a s.a s.p.a s.r.l n.v b.v ave blvd ste fl dept est approx attn tel fax ext cf "
    "ex jan feb mar "
    "apr jun jul aug sep sept oct nov dec esq hon bros assn intl mfg d.b.a a.k.a f.k.a"
)
_MAY_END = word_list("inc ltd corp co llc l.p lp etc u.s u.k u.s.a s.a s.p.a s.r.l n.v b.v jr sr")
_STARTS_ANEW = re.compile(r"\s++(?:The|This|Each|Any|In|If|Neither|Either|All|No|For|By|WHEREAS|\d)\b")
_FOOTER = re.compile(
    r"Source:\s[^\n]{3,100}?,\s[A-Z0-9][\w/ -]{1,14},\s\d{1,2}/\d{1,2}/\d{4}"  # who filed it, on which form and day
    r"|\n[^\S\n]*(?:Page )?-?\s?\d{1,3}\s?-?(?: of \d{1,3})?[^\S\n]*(?=\n)"  # the number of a page
)
_FIRST_WORD = r"(?:The|This|Each|Any|In|If|Neither|Either|All|No|Upon|For)\s"  # of a sentence, not of a title
_SECTION = re.compile(
    r"(?:(?P<word>ARTICLE|Article|SECTION|Section|CLAUSE|Clause)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){0,3}|[IVX]{1,6}(?=[.\s)-]|$)|[A-Z](?=\.))[.):]?\s*[-–—]?\s*"
    rf"(?:(?!{_FIRST_WORD})(?P<title>[A-Z][A-Za-z,;&/'’\- ]{{2,70}}?)(?=[.:;]|\s*$|\n|\s{_FIRST_WORD}))?"
)
_TITLE_WORDS = 6  # a longer one is a sentence


@dataclass(frozen=True)
class Unit:
    """A sentence, list item or heading. `text`: on one line, without footers; the offsets are the contract's."""

    start: int
    end: int
    text: str
    section: str | None


def units(contract: str) -> list[Unit]:
    """The contract's units in order, without gaps of words between them."""
    found: list[Unit] = []
    section: str | None = None
    for start, end in _spans(without_footers(contract)):
        text = one_line(contract[start:end])
        if not text:
            continue
        section = _section(contract[start:end].lstrip()) or section
        found.append(Unit(start, end, text, section))
    return found


def one_line(passage: str) -> str:
    """The passage without page footers, on one line, with plain quotes, apostrophes and dashes."""
    plain = _FOOTER.sub(" ", passage).translate(_PLAIN)
    return " ".join(plain.split())


def without_footers(contract: str) -> str:
    """The contract with spaces where page footers stand, so that offsets stay what they are."""
    return _FOOTER.sub(lambda footer: " " * len(footer.group()), contract)


_PLAIN = str.maketrans({
    **dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑–—―−", "-"), "\u00ad": "-",
})  # fmt: skip


def _spans(contract: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [*sorted(_ends(contract)), len(contract)]:
        span = trimmed(contract, start, end)
        if span.end > span.start:
            yield from _cut(contract, span.start, span.end)
        start = end


def _ends(contract: str) -> set[int]:
    ends = {match.start() for match in _BREAK.finditer(contract)}
    for stop in _STOP.finditer(contract):
        if _ends_sentence(contract, stop.start(), stop.end()):
            ends.add(stop.end())
    return ends


def _ends_sentence(contract: str, mark: int, end: int) -> bool:
    following = contract[end : end + 40].lstrip()[:2]
    if not following or following[0].islower() or following[0] in ",;)":
        return False
    before = contract[max(0, mark - 60) : mark].split()
    if not before or contract[mark] != ".":
        return True
    last = before[-1].lstrip("(\"'“‘[")
    if _BULLET.match(f"{last}."):  # the number of an item, or of a section that is being referred to
        return len(before) > 1 and bool(_REFERENCE.search(before[-2]))
    if re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", last):  # initials
        return last.lower() in _MAY_END and following[0].isupper() and not following[:2].isupper()
    if last.lower() in _ABBREVIATIONS:
        return last.lower() in _MAY_END and _STARTS_ANEW.match(contract, end) is not None
    return True


def _cut(contract: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        at = max(contract.rfind(mark, start + 200, start + _LONGEST) for mark in (";", "\n\n", ". "))
        if at < 0:
            at = contract.rfind(" ", start + 200, start + _LONGEST)
        if at < 0:  # no words: whoever reads a unit may take the square of its length
            at = start + _LONGEST - 1
        first = trimmed(contract, start, at + 1)
        yield first.start, first.end
        start = trimmed(contract, at + 1, end).start
    yield start, end


def _section(passage: str) -> str | None:
    """`12.5 Governing Law` where the unit starts with a number and perhaps a title, else None."""
    match = _SECTION.match(passage)
    if match is None:
        return None
    number, words = match["number"], (match["title"] or "").split()
    title = " ".join(words) if len(words) <= _TITLE_WORDS else ""
    if match["word"]:
        number = f"{match['word'].capitalize()} {number}"
    elif not (title or "." in number or passage[match.end("number") :].startswith(". ")):
        return None
    return f"{number} {title}".strip()
