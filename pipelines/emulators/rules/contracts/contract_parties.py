"""Who makes the contract: names, short names and roles from its opening words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.emulators.rules.contracts.party_names import ends_with_suffix, has_suffix, name_at
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span

_HEAD = 12_000  # characters in which the parties are named; cover and contents may come before
_LONGEST = 4_000  # characters of an opening that nothing closes
_OPEN = compiled(
    r"\b(?:by\s+and\s+)?(?:between"
    r"|among(?:st)?)\b(?:\s+and\s+among\b)?(?:\s+the\s+following\s+parties)?\s*[:,]?\s*"
    r"(?=[\"“(\d]|[a-z]?[A-Z]|the\s+(?:individual|undersigned|[A-Z]))(?!(?:[Tt]he\s+)?[Pp]art(?:y|ies)\b)"
    r"|\b(?:entered\s+into|made|executed"
    r"|effective)\b[^.;()]{0,60}?(?:\([^()]{0,60}\)\s*)?\bby\s+(?:and\s+)?(?=[A-Z0-9]"
    r"|the\s+[A-Z])"
    r"|\b[Pp]arties\s+to\s+this\s+[Aa]greement\s+are\s*:?\s*(?=[A-Z0-9])",
    re.IGNORECASE,
)
_CLOSE = compiled(
    r"\b(?:W\s?H\s?E\s?R\s?E\s?A\s?S|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|RECITALS?|BACKGROUND"
    r"|PREAMBLE|PREMISES|NOW,?\s+THEREFORE|"
    r"TABLE\s+OF\s+CONTENTS|Recitals|Background|Witnesseth|Whereas|In consideration"
    r"|IN CONSIDERATION|Source:)\b"
    r"|\b(?:The|THE)\s+(?:[Pp]arties|PARTIES)\s+(?:hereby|agree|wish|have|HEREBY|AGREE)"
    r"|\n\s*(?:THIS|This)\s+[A-Z]"
    r"|\n\s*(?:1\.|ARTICLE|Article|SECTION|Section|A\.|\(A\)|I\.)\s"
)
_Q = '["“”‟]'
_SHORT = compiled(
    rf"\((?=[^()]*+\))(?P<inside>[^()]*?{_Q}\s{{0,50}}+(?P<alias>[^\"“”‟()]{{1,60}}?)[,.]?\s{{0,50}}+{_Q}[^()]*+)\)"
    rf"|,?\s{{0,50}}+\(?\s{{0,50}}+\b(?:herein(?:after)?"
    rf"|hereafter)\b[^.;\"“()]{{0,70}}?{_Q}\s{{0,50}}+(?P<called>[^\"“”]{{1,60}}?)[,.]?\s{{0,50}}+{_Q}\)?"
    r"|\((?:hereinafter|hereafter|herein)\b[^()\"“]{0,50}?\b(?:as"
    r"|called)\s+(?:the\s+)?(?P<plain>[A-Z][\w .&-]{1,40}?)\)"
)
_ALL = compiled(
    r"(?:the\s+|this\s+)?(?:part(?:y|ies)|agreement|contract|amendment|addendum|effective date)\.?$",
    re.IGNORECASE,
)
_TOGETHER = compiled(r"\b(?:collectively|together|jointly)\b", re.IGNORECASE)
_JOIN = compiled(
    r"[,;.]?\s*\b(?:and|AND|And|with)\b\s*:?\s*|\s*;\s*(?:and\s+)?|\s*\n\s*\n\s*|\s*&\s*"
    r"|\s*,\s*\n?\s*|\s+/\s+"
)
_AS = compiled(r"[,(]?\s*as\s+(?:the\s+)?(?P<role>[A-Z][\w ]{2,30}?)(?=,|\)|\s+(?:and|AND|And)\b|\s*$|\s*\n)")
_ROLE = compiled(
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
_PERSON = r"(?:[A-Z][a-z.'’-]*\s+){1,3}[A-Z][a-z'’-]+"
_TWO_PEOPLE = compiled(rf"({_PERSON})\s+and\s+({_PERSON})")
_ANY_TWO = compiled(r"(.+?)\s+(?:and|AND|&)\s+([A-Z0-9].+)", re.DOTALL)
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


@dataclass(frozen=True)
class PartyFound:
    """A party where it is named; `defined_as` and `role` as the contract has them."""

    name: Span
    defined_as: str | None
    role: str | None


def parties(text: str) -> list[PartyFound]:
    """The parties of the contract that begins here; empty where its opening names none."""
    for read in (_opening, _labels):
        found = read(text)
        if len(found) >= 2:
            return found
    return _signers(text)


def _opening(text: str) -> list[PartyFound]:
    """Of all openings in the head the one that names two parties or more, with most short names."""
    best: list[PartyFound] = []
    for opening in _OPEN.finditer(text[:_HEAD]):
        close = _CLOSE.search(text, opening.end(), opening.end() + _LONGEST)
        end = close.start() if close else min(len(text), opening.end() + _LONGEST // 4)
        found = _enumeration(text, opening.end(), end)
        if _worth(found) > _worth(best):
            best = found
    return best


def _worth(found: list[PartyFound]) -> tuple[bool, int]:
    return (len(found) >= 2, sum(party.defined_as is not None for party in found))


def _enumeration(text: str, start: int, end: int) -> list[PartyFound]:
    """Parties one after the other: each a name, what it is, and perhaps a short name."""
    found: dict[str, PartyFound] = {}
    name = name_at(text, start, end)
    while name:
        following = _following(text, name.end, end)
        entry_end = following.start if following else _sentence_end(text, name.end, end)
        for party in _apart(text, _party(text, name, entry_end), alone=not found and following is None):
            found.setdefault(_plain(party.name.of(text)), party)
        name = following
    return list(found.values())


def _apart(text: str, party: PartyFound, *, alone: bool) -> list[PartyFound]:
    """Two people, or the only two parties, in what was taken for one name: `Robert Stone and Mary Stone`."""
    name = party.name
    written = name.of(text)
    joined = _ANY_TWO.fullmatch(written) if alone else _TWO_PEOPLE.fullmatch(written)
    if joined is None or (not alone and has_suffix(written)):
        return [party]
    first, second = (Span(name.start + start, name.start + end) for start, end in map(joined.span, (1, 2)))
    return [PartyFound(first, None, party.role), PartyFound(second, party.defined_as, party.role)]


def _following(text: str, start: int, end: int) -> Span | None:
    """The name of the next party: a connecting word, then a name with a description, short name or suffix."""
    stop = _sentence_end(text, start, end)
    for join in _JOIN.finditer(text, start, end):
        if join.start() >= stop and not re.match(r"[.,;]?\s*(?:AND|And)\b", join.group()):
            break
        before = text[start : join.start()]
        if before.count("(") > before.count(")"):
            continue
        name = name_at(text, join.end(), end)
        comma = "," in join.group() and "and" not in join.group().lower()
        if comma and name and " and " in name.of(text).lower():
            continue  # the end of an address; the party comes after the `and`
        if name and _is_party(text, name, end, weak=comma, sure=";" in join.group()):
            return name
    return None


def _is_party(text: str, name: Span, end: int, *, weak: bool, sure: bool) -> bool:
    """Whether what follows the connecting word is a party, not another part of an address or description."""
    written, after = name.of(text), text[name.end : min(end, name.end + 60)]
    short = _SHORT.match(after.lstrip(" ,"))
    named_short = short and not _ALL.match(
        (short["alias"] or short["called"] or short["plain"] or "").strip()
    )
    described = re.match(
        (
            r",?\s*(?:\(|as\s+[A-Z]|an?\s+(?:\w+\s+){0,4}(?:corporation|company|limited|partnership"
            r"|division|individual|subsidiary|entity|trust|bank|university))"
        ),
        after,
    )
    if sure:
        return len(written.split()) > 1 or has_suffix(written) or bool(named_short or described)
    if weak:
        listed = ends_with_suffix(written) and re.match(r"\s*(?:,|;|and\b)", after)
        return len(written.split()) > 1 and has_suffix(written) and bool(named_short or described or listed)
    person = re.fullmatch(_PERSON, written) and re.match(r"\s*(?:\.\s|$|\n)", after)
    return (
        has_suffix(written)
        or bool(named_short or described or person)
        or (written.startswith("the ") and bool(short))
    )


def _sentence_end(text: str, start: int, end: int) -> int:
    stop = compiled(r"\)\s*\.\s|(?<=[a-z\d]{4})\.\s+(?=[A-Z])(?!AND)").search(text, start, end)
    return stop.start() + 1 if stop else end


def _party(text: str, name: Span, end: int) -> PartyFound:
    shorts: list[str] = []
    for match in _SHORT.finditer(text, name.end, end):
        alias = match["alias"] or match["called"] or match["plain"] or ""
        if not _ALL.match(alias.strip()) and not (shorts and _TOGETHER.search(match.group())):
            shorts.append(_clean(alias))
    acting = _AS.search(text, name.end, min(end, name.end + 60))
    alias = shorts[0] if shorts else _clean(acting["role"]) if acting else None
    return PartyFound(name, alias, _role(*shorts, acting["role"] if acting else ""))


def _role(*said: str) -> str | None:
    """The first word for a role in what was said of a party."""
    return next((match.group(1).lower() for words in said if (match := _ROLE.search(words))), None)


def _plain(name: str) -> str:
    return "".join(re.findall(r"\w", name.lower()))


def _clean(alias: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(alias.split()), flags=re.IGNORECASE).strip(" ,.;'’")


def _labels(text: str) -> list[PartyFound]:
    """Parties given as `Licensee: Name`, one below the other."""
    found: dict[str, PartyFound] = {}
    for match in _LABEL.finditer(text[:_HEAD]):
        name = name_at(text, match.start("name"), match.end("name"))
        if name:
            role = _role(match["more"] or "", match["label"]) or (match["more"] or "").lower() or None
            found.setdefault(name.of(text).lower(), PartyFound(name, " ".join(match["label"].split()), role))
    return list(found.values())[:6]


def _signers(text: str) -> list[PartyFound]:
    """People who signed, where no opening names the parties: the name after `/s/`."""
    found: dict[str, PartyFound] = {}
    for match in _SIGNED.finditer(text):
        found.setdefault(match["name"].lower(), PartyFound(Span(*match.span("name")), None, None))
    return list(found.values())[:6]
