"""How long a contract runs: the sentence that says so, and what can be computed from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from steps.contracts.text.dates import date_mentions
from steps.contracts.text.durations import Duration, durations
from steps.contracts.text.units import Unit
from steps.core.text.patterns import compiled

Start = Literal["effective_date", "agreement_date", "stated_day", "something_else"]

_ABOUT = compiled(
    (
        r"\b(?:this|the) (?:\w+ ){0,2}?(?:agreement|contract|addendum|lease|license|franchise"
        r"|appointment|engagement|sponsorship|arrangement)\b|\bhereof\b|\b(?:initial |primary "
        r"|original )?term\b|^\W*(?:term|duration|period)\b|\bthe \"?term\"?\b"
    ),
    re.IGNORECASE,
)
_RUNS = compiled(
    r"\b(?:term|duration|period of (?:this|validity))\b[^;]{0,140}\b(?:shall|will|is|be|begin"
    r"|commenc|continu|expire|end|remain|of|for|:)|"
    r"\b(?:continue|remain|be|stay)s?\b[^;]{0,40}\b(?:in (?:full )?(?:force|effect)|effective"
    r"|valid|binding)\b|\bexpires?\b|\bshall (?:continue|extend|run|last|terminate|end"
    r"|be for)\b|\bwill (?:continue|extend|expire|end|terminate|be for)\b|"
    r"\b(?:is|are) (?:valid|effective|for a (?:term|period))\b|\bvalid (?:for|until)\b"
    r"|\bin (?:force|effect)\b[^;]{0,40}\b(?:for|until)\b|\bindefinite\b|\bduration of\b",
    re.IGNORECASE,
)
_NOT_THE_TERM = compiled(
    r"\b(?:confidential|surviv|warrant(?:y|ies)|invoice|cure|insurance|royalty term|patent"
    r"|non-?compet|solicit|after (?:the )?(?:termination|expiration)|"
    r"following (?:the )?(?:termination|expiration)|post-termination"
    r"|from (?:the )?(?:termination|expiration)|audit|records|payment|"
    r"shelf life|employ(?:ee|ment)|option period|trial|statute|lease term|force majeure|letter of credit|"
    r"default|breach|insolven|indemnif|escrow|statement of work|purchase order|work order"
    r"|exclusiv\w+ period|during (?:the|its|such)|perpetual[^;]{0,40}licen|"
    r"(?:this|each|such) (?:schedule|exhibit|project|sow)|serve|chair\w*|directors?|committee|paid)\b",
    re.IGNORECASE,
)
_STRONG = compiled(
    r"\b(?:initial |primary |original )?term of (?:this|the) (?:\w+ ){0,2}?(?:agreement"
    r"|contract|lease|license)\b|\binitial term\b|^(?:\S+ )?(?:term|duration)\b|\"term\"|"
    r"\bthis agreement (?:shall|will) (?:be effective|commence|begin|become effective|continue"
    r"|remain|expire|take effect|terminate on)\b|\bthis agreement expires\b|\bunless (?:sooner"
    r"|earlier) terminated\b|\bunless terminated (?:earlier|sooner)\b",
    re.IGNORECASE,
)
_VERB = compiled(
    (
        r"\b(?:term|agreement|contract|duration|period)\b[^;]{0,100}\b(?:shall|will|is"
        r"|does)\b[^;]{0,60}\b(?:continue|commence|begin|remain|expire|be|run|last|terminate|extend"
        r"|become|for|valid|in)\b"
    ),
    re.IGNORECASE,
)
_LEAST = 4  # points from which a sentence is taken for the one about the term
_SURE = 8  # points from which it is even if no end can be read from it
_RENEWS = compiled(r"\b(?:renew|extend|extension|successive|thereafter|additional)\w*\b", re.IGNORECASE)
_UNTIL = compiled(
    (
        r"\b(?:until|through|thru|expires?(?: on)?|expiring(?: on)?|ending(?: on)?|ends?(?: on)?"
        r"|terminat(?:es?|ing) (?:on|at)|expir(?:ation|y|ing|e) (?:date )?(?:on|of|is|shall be|:)"
        r"|to and including|and end on|earlier (?:of|to occur of)|later of)\b[^;]{0,70}?$"
    ),
    re.IGNORECASE,
)
_FOREVER = compiled(
    r"\b(?:perpetual(?:ly)?|indefinite(?:ly)?|in perpetuity|no (?:fixed|definite) (?:term"
    r"|duration)|unlimited (?:term|period|duration)|without limit of time)\b"
    r"|\b(?:continue|remain|be)\b[^;]{0,80}\b(?:until|unless)(?: it is| and until"
    r"| or until)?(?: such time as)?(?: \w+)? ?(?:terminated|cancell?ed|(?:either|any|a"
    r"|one of the) part(?:y|ies)[^;]{0,30}terminat)",
    re.IGNORECASE,
)
_UNLESS = compiled(r"\b(?:until|unless)\b", re.IGNORECASE)
_FROM_EFFECTIVE = compiled(
    r"\b(?:effective|commencement|start) date\b|\bbecomes? effective\b|\bdate of effectiveness\b",
    re.IGNORECASE,
)
_FROM_AGREEMENT = compiled(
    (
        r"\b(?:date hereof|hereof|execution|agreement date|date of (?:this|the) (?:agreement"
        r"|contract)|date first|signing|signature|above written|date of (?:the )?execution)\b"
    ),
    re.IGNORECASE,
)
_STARTS = compiled(
    r"\b(?:commenc\w+|begin\w*|start\w*|effective)\b[^;.]{0,60}?$|\bfrom\b[^;.]{0,30}?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Term:
    """`ends`: said as a date; else it `lasts` so long from its `start`; or it is `perpetual`."""

    unit: Unit
    ends: date | None
    lasts: Duration | None
    start: Start
    starts_on: date | None
    perpetual: bool
    confidence: float = 0.0

    @property
    def doubt(self) -> str | None:
        """Why the contract may end on another day."""
        if self.confidence < 1.0:
            return "the sentence about the end may speak of something else"
        if self.perpetual:
            return "it is read as without an end, as none is given"
        return None

    @property
    def tells(self) -> bool:
        """Whether an end can be computed from it."""
        return self.ends is not None or self.lasts is not None or self.perpetual


def term(units: Sequence[Unit]) -> Term | None:
    """The sentence that most likely says how long the contract runs; one that gives an end goes before others."""
    best: tuple[bool, int] = (False, 0)
    found: Term | None = None
    for number, unit in enumerate(units):
        score = _score(units, number)
        if score < _LEAST:
            continue
        read = _read(unit)
        if (read.tells or score >= _SURE) and (read.tells, score) > best:
            best, found = (read.tells, score), replace(read, confidence=min(1.0, score / _SURE))
    return found


def _score(units: Sequence[Unit], number: int) -> int:
    text = units[number].text
    if len(text) < 20 or not (_ABOUT.search(text) and _RUNS.search(text)):
        return 0
    score = 1 + 3 * bool(_STRONG.search(text)) + 2 * _under_heading(units, number)
    score += 2 * bool(
        re.search(r"\bthis (?:\w+ ){0,2}?(?:agreement|contract)\b", text, re.IGNORECASE)
    ) + 2 * bool(_VERB.search(text))
    score -= 6 * bool(_NOT_THE_TERM.search(_before_provisos(text)))
    return score - (2 if re.search(r"\b(?:means|shall mean|has the meaning)\b", text) else 0)


def _before_provisos(text: str) -> str:
    return re.split(r"\b(?:provided|except|unless|subject to)\b", text, flags=re.IGNORECASE)[0]


def _under_heading(units: Sequence[Unit], number: int) -> bool:
    unit = units[number]
    headings = " ".join(
        [
            unit.section or "",
            *(other.text for other in units[max(0, number - 2) : number] if len(other.text) < 60),
        ]
    )
    return re.search(r"\b(?:term|duration|period of performance)\b", headings, re.IGNORECASE) is not None


def _read(unit: Unit) -> Term:
    text = unit.text
    ends = starts_on = None
    for mention in date_mentions(text):
        before = text[: mention.start]
        if mention.day and ends is None and _UNTIL.search(before):
            ends = mention.day
        elif mention.day and _STARTS.search(before):
            starts_on = mention.day
    lasts = _length(text, with_start=starts_on is not None)
    forever = _FOREVER.search(text)
    if forever and lasts and (forever.start() > lasts.start or _UNLESS.search(forever.group())):
        forever = None
    if forever and ends is None:
        lasts = None
    return Term(unit, ends, lasts, _start(text, starts_on), starts_on, bool(forever) and ends is None)


def _length(text: str, *, with_start: bool) -> Duration | None:
    """The length of the term: not of a notice, of a renewal, or of what happens after the end."""
    found: list[Duration] = []
    for length in durations(text):
        around = text[max(0, length.start - 60) : length.end + 60]
        near = text[length.start - 12 if length.start > 12 else 0 : length.end + 28]
        if re.search(r"\bnotice\b|\bprior to\b|\bbefore\b|\bold\b|\blast\b", near, re.IGNORECASE):
            continue
        if _RENEWS.search(text[max(0, length.start - 45) : length.start]) and found:
            continue
        if re.search(
            r"\b(?:renew|successive|additional)\w*\b[^;]{0,40}$",
            text[max(0, length.start - 60) : length.start],
            re.IGNORECASE,
        ):
            continue
        if length.unit in ("day", "week") and not re.search(
            r"\b(?:term|period|valid)\b", around, re.IGNORECASE
        ):
            continue
        found.append(length)
    return (found[-1] if with_start and len(found) > 1 else found[0]) if found else None


def _start(text: str, starts_on: date | None) -> Start:
    if starts_on:
        return "stated_day"
    if _FROM_EFFECTIVE.search(text):
        return "effective_date"
    if _FROM_AGREEMENT.search(text):
        return "agreement_date"
    other = re.search(
        (
            r"\b(?:from|after|following|commenc\w+ (?:on|upon|with)|begin\w* (?:on|upon"
            r"|with))\s+(?:the\s+)?(?:date (?:of|on|that|when)|first|completion|launch|delivery"
            r"|receipt|closing|opening|approval)"
        ),
        text,
        re.IGNORECASE,
    )
    return "something_else" if other else "effective_date"
