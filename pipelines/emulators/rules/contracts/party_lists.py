"""Parties that no sentence names: in a numbered list, behind labels, or by their signatures."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.party_descriptions import (
    PartyFound,
    cleaned,
    party_of,
    role_of,
    sentence_end,
)
from pipelines.emulators.rules.contracts.party_names import name_at
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span

HEAD = 12_000  # characters in which the parties are named; cover and contents may come before
LONGEST = 4_000  # characters of an opening that nothing closes
CLOSE = compiled(
    r"\b(?:W\s?H\s?E\s?R\s?E\s?A\s?S|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|RECITALS?|BACKGROUND"
    r"|PREAMBLE|PREMISES|NOW,?\s+THEREFORE|"
    r"TABLE\s+OF\s+CONTENTS|Recitals|Background|Witnesseth|Whereas|In consideration"
    r"|IN CONSIDERATION|Source:)\b"
    r"|\b(?:The|THE)\s+(?:[Pp]arties|PARTIES)\s+(?:hereby|agree|wish|have|HEREBY|AGREE)"
    r"|\n\s*(?:THIS|This)\s+[A-Z]"
    r"|\n\s*(?:1\.|ARTICLE|Article|SECTION|Section|A\.|\(A\)|I\.)\s"
)
_LABEL = compiled(
    r"(?:^|\s)(?P<label>Party\s+[A-D]|Licensor|Licensee|Seller|Buyer|Supplier|Purchaser"
    r"|Customer|Client|Consultant|Contractor|"
    r"Company|Affiliate|Publisher|Sponsor|Reseller|Endorser|Merchant|Owner|Operator|Distributor"
    r"|Franchisor|Franchisee|Lessor|Lessee|Carrier|Shipper|Manufacturer"
    r"|Agent|Principal|Vendor|Provider)"
    r"\s*(?:\((?P<more>[^()\n]{2,40})\))?\s*:\s*(?P<name>[A-Z0-9][^\n:;]{2,120}?)"
    r"(?=\s+(?:Address|Registered|Legal|Tel|Fax|Party\s+[A-D]\b)|\s*[,;(]?\s*(?:\(|\n|$))"
)
_SIGNED = compiled(
    r"/s/\s*(?P<name>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){1,3}?)(?=\s+(?P=name)|\s*\n|\s+(?:Name"
    r"|Title|By)\b|$)"
)
_LIST = compiled(r"(?:\A|\n)\s*(?:THE\s+)?(?:PARTIES|Parties|BETWEEN|Between)\s*:?\s*\n\s*(?=\(?1[.)]\s)")
_ITEM = compiled(r"(?<=\n)[^\S\n]*\(?(?P<n>\d)[.)]\s+|(?<=;\s)and\s+\(?(?P<m>\d)[.)]\s+")
_CALLED = compiled(
    r"\((?:hereinafter\s+)?(?:the\s+)?[\"“]?(?P<alias>[A-Z][\w&' -]{1,40}?)[\"”]?\)\s*[.;,]?\s*(?:and)?\s*$"
)


def listed(text: str) -> tuple[list[PartyFound], Span]:
    """Parties below a heading, as numbered items: `PARTIES (1) A Limited ... (Supplier)`, `(2) ...`."""
    heading = _LIST.search(text[:HEAD])
    if heading is None:
        return [], Span(0, 0)
    close = CLOSE.search(text, heading.end(), heading.end() + LONGEST)
    end = close.start() if close else min(len(text), heading.end() + LONGEST)
    items = list(_ITEM.finditer(text, heading.end() - 1, end))
    found = []
    for number, item in enumerate(items):
        if int(item["n"] or item["m"]) != number + 1:
            break
        stop = items[number + 1].start() if number + 1 < len(items) else sentence_end(text, item.end(), end)
        if name := name_at(text, item.end(), stop):
            party = party_of(text, name, stop)
            called = _CALLED.search(text[name.end : stop].rstrip())
            if party.defined_as is None and called:
                party = PartyFound(name, cleaned(called["alias"]), role_of(called["alias"]))
            found.append(party)
    return found, Span(heading.end(), heading.end())


def labelled(text: str) -> tuple[list[PartyFound], Span]:
    """Parties given as `Licensee: Name`, one below the other."""
    found: dict[str, PartyFound] = {}
    for match in _LABEL.finditer(text[:HEAD]):
        name = name_at(text, match.start("name"), match.end("name"))
        if name:
            role = role_of(match["more"] or "", match["label"]) or (match["more"] or "").lower() or None
            found.setdefault(name.of(text).lower(), PartyFound(name, " ".join(match["label"].split()), role))
    return list(found.values())[:6], Span(0, 0)


def signers(text: str) -> list[PartyFound]:
    """People who signed, where no opening names the parties: the name after `/s/`."""
    found: dict[str, PartyFound] = {}
    for match in _SIGNED.finditer(text):
        found.setdefault(match["name"].lower(), PartyFound(Span(*match.span("name")), None, None))
    return list(found.values())[:6]
