"""Which party a name, short name, role or pronoun means, and on which side the reader is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from steps.contracts.models import Party

_PAIRS = (
    ("licensor", "licensee"),
    ("seller", "buyer"),
    ("supplier", "customer"),
    ("franchisor", "franchisee"),
    ("lessor", "lessee"),
)
_REFERS = re.compile(
    (
        r"(?P<said>(?:[\"“](?:we|us|our|you|your)[,.]?[\"”](?:,? (?:and "
        r"|or )?)?){1,12})[^.;]{0,20}\b(?:refers?|means?"
        r"|shall mean)\b(?: to)? (?:the )?(?P<who>[^,.;(]{2,80})"
    ),
    re.IGNORECASE,
)


@dataclass
class Sides:
    """The parties by all the ways in which the contract speaks of them."""

    parties: list[Party]
    text: str
    _by_word: dict[str, Party] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for party in self.parties:
            for name in (party.name, party.defined_as, party.role):
                if name:
                    self._by_word.setdefault(_plain(name), party)
        for party in self.parties:  # a name that others do not share, such as the first word of a company's
            first = _plain(party.name).split(" ")[0]
            if len(first) > 3 and sum(_plain(other.name).startswith(first) for other in self.parties) == 1:
                self._by_word.setdefault(first, party)
        for match in _REFERS.finditer(self.text[:60_000]):
            who = self.party(match["who"])
            for pronoun in re.findall(r"\w+", match["said"]):
                if who:
                    self._by_word.setdefault(pronoun.lower(), who)

    def party(self, said: str | None) -> Party | None:
        """The party that is meant; None where none is, or more than one may be."""
        if not said:
            return None
        word = _plain(said)
        if word in self._by_word:
            return self._by_word[word]
        containing = [party for party in self.parties if f" {word} " in f" {_plain(party.name)} "]
        return containing[0] if len(containing) == 1 else None

    def other(self, party: Party | None) -> Party | None:
        """The counterparty, where there are two."""
        if party is None or len(self.parties) != 2:
            return None
        return next(one for one in self.parties if one is not party)

    def meant_by(self, our_side: str | None) -> Party | None:
        """The party that the event's our_side means; `Buyer` also finds the counterparty of a `Seller`."""
        party = self.party(our_side)
        if party or not our_side:
            return party
        for one, counterpart in (*_PAIRS, *(pair[::-1] for pair in _PAIRS)):
            if one in _plain(our_side):
                return self.other(self.party(counterpart))
        return None


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", " ".join(re.findall(r"[\w']+", name.lower())))
