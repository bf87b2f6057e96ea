"""Which hint counts: hints that agree make a line surer, hints that disagree send it to a person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steps.core.events import ExpenseItem
from steps.core.text.spans import word_list
from steps.expenses.dictionary import Hints, Vote, hints
from steps.expenses.models import Method
from steps.expenses.tables.kinds import Kind

REVIEW_BELOW = 0.6  # confidence under which a person looks
_SAYS_NOTHING = 0.4  # confidence up to which a hint names a store that sells anything
_SURER = 0.05
_MOST = 0.98
_DOUBT = 0.1  # taken off when the description names something else than the merchant sells
_MUCH = 0.15  # by which a hint must be surer than another to be believed against it
_SURE_CODE = 0.75  # confidence of a merchant category code that no name outweighs
_CONFLICT = 0.55

# What was paid for, whoever was paid: such words count before the merchant's own trade.
_PURPOSES = word_list(
    """interest fines bank_fee payment_fees business_tax wages pension employee_benefits personal
    entertainment gift cash transfer loan licenses insurance"""
)
# Trades whose customers describe the occasion, not the purchase, and what such occasions look like: `trade show`
# on a hotel bill, `contract review` on a taxi's.
_TRADES = word_list("travel meals car_and_truck")
_OCCASIONS = word_list(
    """conference education marketing online_ads consulting freelancer legal accounting commission premises repairs
    hotel airline transit travel_other restaurant"""
)


@dataclass(frozen=True)
class Decision:
    """`kind` is None where nothing is known."""

    kind: Kind | None
    method: Method
    confidence: float
    why: str
    merchant: str | None = None


UNKNOWN = Decision(None, "none", 0.0, "nothing on this line is known to the tables")


def decided(line: ExpenseItem) -> Decision:
    """The decision of the tables about one line."""
    hinted = hints(line)
    merchant = hinted.alias.merchant if hinted.alias else None
    return replace(_by(hinted), merchant=merchant)


def _by(hinted: Hints) -> Decision:
    purpose = _purpose(hinted)
    if purpose:
        return _with(purpose, [hinted.alias, hinted.mcc, hinted.name, hinted.description])
    sells_anything = hinted.alias is not None and hinted.alias.confidence <= _SAYS_NOTHING
    votes = (hinted.alias, None if sells_anything else hinted.mcc, hinted.name, hinted.description)
    telling = [vote for vote in votes if vote and vote.confidence > _SAYS_NOTHING]
    if not telling:
        ambiguous = hinted.alias or hinted.mcc
        return _of(ambiguous) if ambiguous else UNKNOWN
    if sells_anything:
        return _of(hinted.description) if hinted.description else _of(telling[0])
    return _weighed(telling, hinted)


def _purpose(hinted: Hints) -> Vote | None:
    for vote in (hinted.name, hinted.description):
        if vote and vote.kind.kind in _PURPOSES:
            return vote
    return None


def _with(vote: Vote, others: list[Vote | None]) -> Decision:
    agreeing = any(
        other and other is not vote and other.kind.category == vote.kind.category for other in others
    )
    return _of(vote, _SURER if agreeing else 0.0)


def _weighed(votes: list[Vote], hinted: Hints) -> Decision:
    """The first of the votes, unless a later one that disagrees is much surer."""
    surest = max(votes, key=lambda vote: vote.confidence)
    settled = votes[0] is hinted.alias or (votes[0] is hinted.mcc and surest is hinted.name)
    first = votes[0] if settled or not _outdone(votes[0], surest) else surest
    against = [vote for vote in votes if vote.kind.category != first.kind.category]
    agreeing = len(votes) - len(against) > 1
    if not against:
        return _of(first, _SURER if agreeing else 0.0)
    if agreeing:
        return _of(first)
    occasion = (
        first.kind.category in _TRADES
        and against == [hinted.description]
        and against[0].kind.kind in _OCCASIONS
    )
    known = first is hinted.alias and not (hinted.mcc in against and hinted.mcc.confidence >= _SURE_CODE)
    if known or occasion or all(_outdone(vote, first) for vote in against):
        return _of(first, -_DOUBT)
    return Decision(first.kind, first.method, _CONFLICT, f"{first.why}, but {against[0].why}")


def _outdone(vote: Vote, other: Vote) -> bool:
    return other.confidence - vote.confidence >= _MUCH


def _of(vote: Vote, change: float = 0.0) -> Decision:
    confidence = round(min(_MOST, vote.confidence + change), 2)
    return Decision(vote.kind, vote.method, confidence, vote.why)
