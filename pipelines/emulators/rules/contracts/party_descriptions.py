"""What follows a party's name: its short name, its role, and where the description of it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steps.core.text.patterns import compiled
from steps.core.text.spans import Span

_Q = '["“”‟]'
SHORT = compiled(
    rf"\((?=[^()]*+\))(?P<inside>[^()]*?{_Q}\s{{0,50}}+(?P<alias>[^\"“”‟()]{{1,60}}?)[,.]?\s{{0,50}}+{_Q}[^()]*+)\)"
    rf"|,?\s{{0,50}}+\(?\s{{0,50}}+\b(?:herein(?:after)?"
    rf"|hereafter)\b[^.;\"“()]{{0,70}}?{_Q}\s{{0,50}}+(?P<called>[^\"“”]{{1,60}}?)[,.]?\s{{0,50}}+{_Q}\)?"
    r"|\((?:hereinafter|hereafter|herein)\b[^()\"“]{0,50}?\b(?:as"
    r"|called)\s+(?:the\s+)?(?P<plain>[A-Z][\w .&-]{1,40}?)\)"
)
FOR_ALL = compiled(
    r"(?:the\s+|this\s+)?(?:part(?:y|ies)|agreement|contract|amendment|addendum|effective date)\.?$",
    re.IGNORECASE,
)
TOGETHER = compiled(r"\b(?:collectively|together|jointly)\b", re.IGNORECASE)
_AS = compiled(r"[,(]?\s*as\s+(?:the\s+)?(?P<role>[A-Z][\w ]{2,30}?)(?=,|\)|\s+(?:and|AND|And)\b|\s*$|\s*\n)")
ROLE = compiled(
    r"\b(licensor|licensee|seller|buyer|supplier|purchaser|customer|client|consultant"
    r"|contractor|distributor|reseller|franchisor|franchisee|"
    r"lessor|lessee|landlord|tenant|carrier|shipper|manufacturer|marketing agent|agent"
    r"|principal|vendor|service provider|content provider|provider|"
    r"programmer|sponsor|endorser|servicer|issuer|depositor|custodian|administrator|lender"
    r"|borrower|guarantor|employer|employee|executive|"
    r"owner|operator|publisher|developer|host|affiliate|company|bank|processor|investor|trustee"
    r"|transferor|transferee|assignor|assignee)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PartyFound:
    """A party where it is named; `defined_as` and `role` as the contract has them."""

    name: Span
    defined_as: str | None
    role: str | None


def party_of(text: str, name: Span, end: int) -> PartyFound:
    shorts: list[str] = []
    for match in SHORT.finditer(text, name.end, end):
        alias = match["alias"] or match["called"] or match["plain"] or ""
        if not FOR_ALL.match(alias.strip()) and not (shorts and TOGETHER.search(match.group())):
            shorts.append(cleaned(alias))
    acting = _AS.search(text, name.end, min(end, name.end + 60))
    alias = shorts[0] if shorts else cleaned(acting["role"]) if acting else None
    return PartyFound(name, alias, role_of(*shorts, acting["role"] if acting else ""))


def role_of(*said: str) -> str | None:
    """The first word for a role in what was said of a party."""
    return next((match.group(1).lower() for words in said if (match := ROLE.search(words))), None)


def cleaned(alias: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(alias.split()), flags=re.IGNORECASE).strip(" ,.;'’")


def sentence_end(text: str, start: int, end: int) -> int:
    stop = compiled(r"\)\s*\.\s|(?<=[a-z\d]{4})\.\s+(?=[A-Z])(?!AND)").search(text, start, end)
    return stop.start() + 1 if stop else end
