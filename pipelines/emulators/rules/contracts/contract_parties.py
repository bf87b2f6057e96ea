"""Who makes the contract: names, short names and roles from its opening words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.emulators.rules.contracts.party_descriptions import (
    FOR_ALL,
    ROLE,
    SHORT,
    TOGETHER,
    PartyFound,
    cleaned,
    party_of,
    sentence_end,
)
from pipelines.emulators.rules.contracts.party_lists import CLOSE, HEAD, LONGEST, labelled, listed, signers
from pipelines.emulators.rules.contracts.party_names import ends_with_suffix, has_suffix, name_at
from steps.core.text.patterns import compiled
from steps.core.text.spans import Span

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
_JOIN = compiled(
    r"[,;.]?\s*\b(?:and|AND|And|with)\b\s*:?\s*|\s*;\s*(?:and\s+)?|\s*\n\s*\n\s*|\s*&\s*"
    r"|\s*,\s*\n?\s*|\s+/\s+"
)
_PERSON = r"(?:(?:Mr|Mrs|Ms|Dr|MR|MRS|MS|DR)\.?\s+)?(?:[A-Z][a-z.'’-]*\s+){1,3}[A-Z][a-z'’-]+"
_TWO_PEOPLE = compiled(rf"({_PERSON})\s+and\s+({_PERSON})")
_ANY_TWO = compiled(r"(.+?)\s+(?:and|AND|&)\s+([A-Z0-9].+)", re.DOTALL)
_UNDERSIGNED = compiled(r"\b(?:each of )?the undersigned\b[^.]{0,200}\bagree", re.IGNORECASE)
_FOR_ANOTHER = compiled(r"\bBy\s*:?\s*(?:/s/|_)", re.IGNORECASE)
_IN_CONTENTS = compiled(r"[^\n]*(?:\.\s?){4}")
_NO_PARTY = compiled(
    r"\b(?:agreement|contract|section|article|exhibit|schedule|dated?|pursuant|whereas)\b|\.{3}|[\[\]_*]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PartiesFound:
    """`doubt`: why the parties may be others than these; None where the opening names them beyond doubt."""

    parties: list[PartyFound]
    doubt: str | None = None


def parties(text: str) -> PartiesFound:
    """The parties of the contract that begins here; none where its opening was not understood."""
    for read in (listed, _opening, labelled):
        found, region = read(text)
        telling = [party for party in found if _is_telling(text, party)]
        if len(telling) >= 2:
            return PartiesFound(telling, _doubt(text, found, telling, region))
    if _UNDERSIGNED.search(text[:HEAD]) and not _FOR_ANOTHER.search(text):
        return PartiesFound(signers(text), "no opening names the parties; these are the people who signed")
    return PartiesFound([])


def _is_telling(text: str, party: PartyFound) -> bool:
    """Whether what was taken for a name is one: of a company, of a person, or of what the contract calls by a name."""
    written = party.name.of(text)
    if _NO_PARTY.search(written) or ROLE.fullmatch(written.removeprefix("the ")):
        return False
    return has_suffix(written) or party.defined_as is not None or re.fullmatch(_PERSON, written) is not None


def _doubt(text: str, found: list[PartyFound], telling: list[PartyFound], region: Span) -> str | None:
    if len(telling) < len(found):
        return "one of those that the opening names is no name of a company or person"
    if any(party.name.of(text).startswith("the ") for party in telling):
        return "one of them is spoken of, not named"
    called = sum(party.defined_as is not None for party in telling)
    if 0 < called < len(telling):
        return "some of them have a short name and some have not"
    short = {
        cleaned(match["alias"] or match["called"] or match["plain"] or "").lower()
        for match in SHORT.finditer(text, region.start, region.end)
        if not TOGETHER.search(match.group())
    }
    if called and sum(not FOR_ALL.match(name) for name in short) > len(telling):
        return "the opening gives more short names than these"
    if not called and not all(has_suffix(party.name.of(text)) for party in telling):
        return "not all of them are named as companies are"
    return None


def _opening(text: str) -> tuple[list[PartyFound], Span]:
    """Of all openings in the head the one that names two parties or more, with most short names."""
    best: list[PartyFound] = []
    region = Span(0, 0)
    for opening in _OPEN.finditer(text[:HEAD]):
        if _IN_CONTENTS.match(text, opening.start()):
            continue
        close = CLOSE.search(text, opening.end(), opening.end() + LONGEST)
        end = close.start() if close else min(len(text), opening.end() + LONGEST // 4)
        found = _enumeration(text, opening.end(), end)
        if _worth(found) > _worth(best):
            best, region = found, Span(opening.end(), end)
    return best, region


def _worth(found: list[PartyFound]) -> tuple[bool, int]:
    return (len(found) >= 2, sum(party.defined_as is not None for party in found))


def _enumeration(text: str, start: int, end: int) -> list[PartyFound]:
    """Parties one after the other: each a name, what it is, and perhaps a short name."""
    found: dict[str, PartyFound] = {}
    name = name_at(text, start, end)
    while name:
        following = _following(text, name.end, end)
        entry_end = following.start if following else sentence_end(text, name.end, end)
        for party in _apart(text, party_of(text, name, entry_end), alone=not found and following is None):
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
    stop = sentence_end(text, start, end)
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
    short = SHORT.match(after.lstrip(" ,"))
    named_short = short and not FOR_ALL.match(
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
    person = re.fullmatch(_PERSON, written) and re.match(
        r"\s*\n|\s*+(?:\.\s|$|,\s++(?:an individual|residing|both)\b)|\s++(?:an individual|residing|both)\b",
        after,
    )
    return (
        has_suffix(written)
        or bool(named_short or described or person)
        or (written.startswith("the ") and bool(short))
    )


def _plain(name: str) -> str:
    return "".join(re.findall(r"\w", name.lower()))
