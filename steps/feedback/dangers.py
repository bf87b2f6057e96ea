"""Words that make a message urgent whoever reads it: injury, data leak, fraud, outage, lawyers, chargeback."""

from __future__ import annotations

import re
from typing import NamedTuple

from steps.feedback.models import Urgency

URGENCIES: tuple[Urgency, ...] = ("low", "normal", "high", "critical")
_MINE = r"(?:my|our|his|her|their|the)"
_BODY = (
    r"(?:hands?|fingers?|skin|face|arms?|legs?|mouth|tongue|eyes?|feet|foot|hair|son|daughter|child"
    r"|baby|wife|husband)"
)
_ANOTHERS = (
    r"(?:other|another|different|someone else's|somebody else's|strangers'?) ?"
    r"(?:people|person|customer|user|patient|client|account|compan)?\w*'?s?'?"
)
_RECORDS = (
    r"(?:data|orders?|invoices?|accounts?|details|names?|address(?:es)?|files?|messages?|documents?"
    r"|bills?|records?)"
)
_SYSTEM = r"(?:service|site|website|systems?|servers?|platform|app|api|everything|production)"
_ALL_OF_US = r"(?:nobody|no one|none of (?:us|our \w+)|(?:whole|entire) (?:team|company|office))"
_CHARGE = r"(?:\w+ )?(?:charges?|payments?|transactions?)"

_DANGERS: tuple[tuple[str, Urgency, tuple[str, ...]], ...] = (
    ("injury", "critical", (
        r"injur(?:y|ies"
        r"|ed)", r"hospitali[sz]ed", r"concussion", r"bleeding", r"allergic reaction", r"food poisoning",
        r"(?:went|go|taken|rushed|ended up|sent|drove"
        r"|brought)\b.{0,25}\bhospital", r"poison(?:ed|ing)", r"chok(?:ed|ing)",
        r"electrocuted", r"electric(?:al)? shock", r"caught (?:on )?fire", r"(?:is|was|went|were) on fire", r"set fire",
        rf"burn(?:ed|t|s|ing)? (?:on )?{_MINE} {_BODY}", rf"cut {_MINE} {_BODY}", r"explo(?:ded|sion)",
        r"carbon monoxide", r"started smoking", r"smoke came",
    )),
    ("data leak", "critical", (
        r"data (?:leak|breach"
        r"|theft)", r"leak(?:ed|ing|s) (?:my|our|customer|personal|private|user)", r"identity theft",
        rf"(?:see|saw|seeing|view|access to|received?|shows?|showed|sent|got) (?:me "
        rf"|us )?(?:the )?{_ANOTHERS} {_RECORDS}",
        r"(?:account|profile|card|password)s? (?:was|were|has been|have been|got)"
        r" (?:hacked|compromised|stolen|taken over|leaked)",
        r"(?:got|been) hacked",
    )),
    ("fraud", "critical", (
        r"fraud(?:s|ulent|ulently"
        r"|sters?)?", r"scam(?:s|med|mers?)?", r"unauthori[sz]ed", r"embezzl\w+", r"impersonat\w+",
        r"(?:never|not|didn't) authori[sz]ed?", r"stole(?:n)? (?:my|our|the) (?:money|card|deposit)",
    )),
    ("outage", "critical", (
        r"outages?", rf"{_SYSTEM} (?:is|are|was|were|has been|went)(?: \w+)? (?:down|offline|unreachable)(?! the| to)",
        r"down for (?:everyone|everybody|all of us|hours"
        r"|days)", rf"{_ALL_OF_US}\b.{{0,20}}\b(?:log ?in|sign in|access|work)",
    )),
    ("legal threat", "high", (
        r"lawyers?", r"attorneys?", r"solicitors?", r"lawsuits?", r"su(?:e|ing) (?:you|them|your|the|this)",
        r"(?:will|to|going to"
        r"|gonna) sue", r"legal (?:action|steps?|proceedings|department|counsel)", r"small claims",
        r"take (?:you|this"
        r"|them) to court", r"in court", r"class action", r"ombudsman", r"trading standards", r"regulators?",
        r"consumer protection", r"better business bureau", r"bbb", r"ftc", r"data protection authority",
    )),
    ("chargeback", "high", (
        r"charge-?\s?backs?", rf"disput(?:e|ed|ing) (?:the|this|that|your|my|it)?\s?{_CHARGE}",
        r"disput(?:e|ed|ing) (?:it )?with my (?:bank|card)", r"revers(?:e|ed|ing) the (?:charge|payment)",
    )),
)  # fmt: skip
_COMPILED = tuple(
    (name, urgency, re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE))
    for name, urgency, patterns in _DANGERS
)
_DENIED = re.compile(r"\b(?:no|not|never|without|isn't|wasn't|zero|nor)(?: \w+){0,2} $", re.IGNORECASE)


class Danger(NamedTuple):
    name: str
    urgency: Urgency
    words: str


def dangers(text: str) -> list[Danger]:
    """Each kind of danger once, with the words that name it; `no fraud` names none."""
    plain = text.replace("’", "'")
    found: list[Danger] = []
    for name, urgency, pattern in _COMPILED:
        for match in pattern.finditer(plain):
            if not _DENIED.search(plain[max(0, match.start() - 40) : match.start()]):
                found.append(Danger(name, urgency, " ".join(match.group().lower().split())))
                break
    return found


def most_urgent(*urgencies: Urgency) -> Urgency:
    return max(urgencies, key=URGENCIES.index)
