"""When a contract was made, and from when on it holds: its opening, its definitions, its signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from steps.contracts.assembly.readings import Event
from steps.contracts.models import Doubtful
from steps.contracts.text.dates import DateMention, date_mentions
from steps.contracts.text.units import Unit, without_footers
from steps.core.text.patterns import compiled

_HEAD = 12_000  # characters in which a contract says its date
_OPENING = 1_200  # characters that an opening may go on after its first sentence
_BETWEEN = compiled(r"\b(?:between|among)\b[^;]{0,300}\(", re.IGNORECASE)
_AS_OF = compiled(
    r"(?:^|[),] ?)(?:is |are )?(?:made |entered into |effective )?as of (?:the |this )?$", re.IGNORECASE
)
_THIS = compiled(
    r"\b(?:agreement|contract|amendment|addendum|lease|license|undersigned|deed|memorandum)\b", re.IGNORECASE
)
_MADE = compiled(
    (
        r"\b(?:dated|made|entered|executed|concluded|signed|date)\b[^;]{0,80}$|\b(?:as of|on"
        r"|this)\s*(?:the\s+|this\s+)?$"
    ),
    re.IGNORECASE,
)
_DATED = compiled(
    r"\b(?:dated?|date of (?:this )?agreement)\b\W{0,3}(?:as of|on|this|:)?\W{0,3}$", re.IGNORECASE
)
_EFFECTIVE = compiled(r"\beffective\b[^.;]{0,40}$", re.IGNORECASE)
_BOTH = compiled(r"\b(?:made|entered into|executed|dated),? and (?:\w+ )?effective\b", re.IGNORECASE)
_OTHER = compiled(
    r"\b(?:that certain|pursuant to|amended|prior agreement|incorporated|organized|registered"
    r"|filed|original|letter|expires?|until|through|"
    r"ending|terminat\w*|patent|application|born|successor|payable|pay)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
_RUNS_FROM = compiled(r"\b(?:start|begin|commenc|continu|deliver)\w*\b[^.;]{0,30}$", re.IGNORECASE)
_ANOTHER = compiled(
    r"\b(?:the|that|such|certain|an?)\s(?:[\w&'.-]{1,30}\s){0,5}(?:agreement|contract|lease|license|amendment)\b"
    r"[^.;]{0,40}\b(?:dated|made|entered into|executed)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_BODY = compiled(r"\b(?:whereas|recitals|witnesseth|now,? therefore|definitions)\b|\bmeans\b", re.IGNORECASE)
_CALLED = compiled(
    r"^[^\w(\"]{0,3}\(?\s*(?:the|this|hereinafter[^\"]{0,40}?"
    r"|such date[^\"]{0,40}?)?\s*(?:(?:the )?\"?(?:amendment |contract |agreement )?"
    r"(?:effective|commencement|start) date|as the effective date)",
    re.IGNORECASE,
)
_DEFINED = compiled(
    (
        r"\"(?:the )?(?:effective"
        r"|commencement) date\"?,?\s*(?:of this agreement\s*)?(?:shall\s+)?(?:means?|is|be"
        r"|refers? to|has the meaning)\b|\beffective date\s*:"
    ),
    re.IGNORECASE,
)
_TAKES_EFFECT = compiled(
    r"\b(?:this|the) (?:\w+ ){0,3}?(?:agreement|contract|amendment"
    r"|addendum)\b[^.;]{0,60}\b(?:is|shall be|shall become|becomes|become|will be|will become"
    r"|takes?|"
    r"shall take|comes? into|shall come into|shall enter into|enters? into)\s*(?:effective"
    r"|effect|force|in force|in full force)\b|\beffective as of\b"
    r"|\bterm\b[^.;]{0,80}\b(?:commenc|begin|start)\w*\b|\b(?:commenc|begin)\w*\s+(?:on|as of"
    r"|with|from|upon)\b[^.;]{0,60}\b(?:term|full force|effect)\b"
    r"|\bin (?:full )?(?:force|effect)\b[^.;]{0,40}\b(?:commenc|begin|start|from)\w*",
    re.IGNORECASE,
)
_SAME_DAY = compiled(
    r"\b(?:date (?:hereof|of this (?:agreement|contract|amendment)|first (?:set forth|written"
    r"|above|stated|mentioned|set out))|date (?:set forth|written|stated) (?:above|first)|"
    r"day and year first|date of (?:the )?execution|execution (?:date|of this|hereof)"
    r"|date first|date of signing this|above date)",
    re.IGNORECASE,
)
_LAST_SIGNED = compiled(
    r"\b(?:last (?:date of )?signature|latest (?:date of )?signature|last (?:party )?(?:to sign"
    r"|signed)|(?:date of (?:the )?)?(?:most recent|final|last) (?:\w+ ){0,2}signature|"
    r"signing date|(?:up)?on (?:the )?(?:date of )?(?:signing|signature|its signature)"
    r"|upon (?:the )?signatures?|signed by (?:both|all|each)|executed by (?:both|all|each))",
    re.IGNORECASE,
)
_WITNESS = compiled(
    (
        r"\bin witness whereof\b|\bIN WITNESS WHEREOF\b|\bduly (?:executed"
        r"|authori[sz]ed)\b[^.]{0,80}\b(?:date|day|below|above)|\bsignature page\b|/s/"
    ),
    re.IGNORECASE,
)
_SIGNED_ON = compiled(r"\b(?:dated?|signed|on)\s*:?\s*[_/]*\s*$|^[^\w]{0,3}$|,\s*$", re.IGNORECASE)
_PARTIES = compiled(r"\b(?:between|among(?:st)?|by and)\b", re.IGNORECASE)
_ITSELF = compiled(
    r"\bthis (?:[\w&'-]{1,30} ){0,6}(?:agreement|contract|amendment|addendum|lease|license|deed)\b",
    re.IGNORECASE,
)
_FIGURES = compiled(r"0?(?:[1-9]|1[0-2])[/-]0?(?:[1-9]|1[0-2])[/-]\d+")
_BLOCK = 2_500  # characters after the witness clause in which signatures stand


@dataclass(frozen=True)
class StatedDate:
    """A date as said in a passage. `day` None: left blank. `same_as`: said by reference to another date."""

    start: int
    end: int
    day: date | None
    same_as: Event | None = None
    doubt: str | None = None


@dataclass(frozen=True)
class Signing:
    """What a stretch of a contract says of its dates."""

    made: StatedDate | None
    effective: StatedDate | None
    signed: StatedDate | None

    @property
    def doubts(self) -> Iterator[tuple[Doubtful, str | None]]:
        """Why the dates may be others."""
        yield "agreement_date", self.made.doubt if self.made else None
        yield "effective_date", self.effective.doubt if self.effective else None


def signing(text: str, units: Sequence[Unit]) -> Signing:
    """Of several mentions the one in the opening counts first, then definitions, then the terms."""
    made, effective = _opening(units)
    defined = _defined(units)
    return Signing(made, defined or effective or _term(units), _signed(without_footers(text)))


def _opening(units: Sequence[Unit]) -> tuple[StatedDate | None, StatedDate | None]:
    """The date of the contract, and the effective date, as far as its cover and first sentences give them."""
    made: StatedDate | None = None
    effective: StatedDate | None = None
    limit = _HEAD
    for unit in units:
        if unit.start > limit or _WITNESS.search(unit.text):
            break
        if limit == _HEAD and _BETWEEN.search(unit.text):
            limit = unit.end + _OPENING
        for mention in date_mentions(unit.text):
            before, after = unit.text[: mention.start], unit.text[mention.end :]
            if _OTHER.search(before[-100:]) or len(_BODY.split(before)) > 1:
                continue
            says_effective = _EFFECTIVE.search(before) is not None
            if (says_effective or _CALLED.match(after)) and (_THIS.search(before) or len(before) < 60):
                said = StatedDate(unit.start, unit.end, mention.day, doubt=_doubt(unit, mention))
                effective = _agreeing(effective, said)
            if _says_made(before, after) and (not says_effective or _BOTH.search(before)):
                said = StatedDate(unit.start, unit.end, mention.day, doubt=_doubt(unit, mention))
                made = _agreeing(made, said)
    return made, effective


def _doubt(unit: Unit, mention: DateMention) -> str | None:
    if _FIGURES.fullmatch(unit.text[mention.start : mention.end]):
        return "day and month of the date can be read either way"
    return (
        None
        if _PARTIES.search(unit.text) or _ITSELF.search(unit.text)
        else "it stands in another sentence than the parties"
    )


def _agreeing(first: StatedDate | None, said: StatedDate) -> StatedDate:
    """The first date said; another day said later puts it in doubt, the same day said again takes a doubt away."""
    if first is None:
        return said
    if said.day and first.day and said.day != first.day:
        return replace(first, doubt=f"another day is given as well: {said.day}")
    return replace(first, doubt=None) if said.day == first.day and not said.doubt else first


def _says_made(before: str, after: str) -> bool:
    if _RUNS_FROM.search(before) or _ANOTHER.search(before[-160:]):
        return False
    if (_DATED.search(before) and len(before) < 120) or _AS_OF.search(before):
        return True
    return bool(_MADE.search(before) and (_THIS.search(before) or _THIS.search(after[:200])))


def _defined(units: Iterable[Unit]) -> StatedDate | None:
    for unit in units:
        match = _DEFINED.search(unit.text)
        if match:
            return _said(unit, unit.text[match.end() : match.end() + 200])
    return None


def _term(units: Iterable[Unit]) -> StatedDate | None:
    for unit in units:
        match = _TAKES_EFFECT.search(unit.text)
        said = _said(unit, unit.text[match.start() : match.end() + 140]) if match else None
        if said:
            return replace(said, doubt="no definition gives the day; a sentence about the term does")
    return None


def _said(unit: Unit, passage: str) -> StatedDate | None:
    """The date a passage gives or refers to; the passage is on one line, the offsets are the unit's."""
    same, signed = _SAME_DAY.search(passage), _LAST_SIGNED.search(passage)
    mentions = [mention for mention in date_mentions(passage) if mention.start < 120]
    first = min((match.start() for match in (same, signed) if match), default=len(passage))
    if mentions and mentions[0].start < first:
        return StatedDate(unit.start, unit.end, mentions[0].day)
    if signed and signed.start() == first:
        return StatedDate(unit.start, unit.end, None, "last_signature")
    if same:
        return StatedDate(unit.start, unit.end, None, "agreement_date")
    return None


def _signed(text: str) -> StatedDate | None:
    """The latest date among the signatures of the first signature block."""
    block = _WITNESS.search(text)
    if block is None:
        return None
    signed: list[StatedDate] = []
    for mention in date_mentions(text[block.end() : block.end() + _BLOCK]):
        start = block.end() + mention.start
        if mention.day and _SIGNED_ON.search(text[max(0, start - 30) : start]):
            signed.append(StatedDate(_line_start(text, start), block.end() + mention.end, mention.day))
    return max(signed, key=lambda said: said.day or date.min, default=None)


def _line_start(text: str, at: int) -> int:
    """The start of the words before a date, at most 40 characters back: a date alone is too short a quote."""
    start = max(at - 40, 0)
    while start < at and not (text[start].isalnum() and not text[start - 1 : start].isalnum()):
        start += 1
    return start
