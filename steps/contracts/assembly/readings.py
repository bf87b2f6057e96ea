"""What one window of a contract is found to hold, with evidence that stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from steps.contracts.categories import Category
from steps.contracts.models import ContractType, Doubtful, MonetaryTerm, Obligation, Party, Risk
from steps.contracts.text.durations import Duration
from steps.core.models import Evidence
from steps.core.text.grounding import Grounding

Event = Literal["agreement_date", "last_signature"]


@dataclass(frozen=True)
class Dated:
    day: date | None
    same_as: Event | None
    evidence: list[Evidence]


@dataclass(frozen=True)
class TermSaid:
    """`lasts` from the day that `starts_with` names, or until `ends_on`."""

    ends_on: date | None
    lasts: Duration | None
    starts_with: str
    starts_on: date | None
    perpetual: bool
    confidence: float
    evidence: list[Evidence]


@dataclass(frozen=True)
class RenewalSaid:
    length: Duration | None
    successive: bool
    automatic: bool
    notice: Duration | None
    evidence: list[Evidence]


@dataclass(frozen=True)
class LawSaid:
    place: str | None
    evidence: list[Evidence]


@dataclass(frozen=True)
class ClauseFound:
    summary: str | None
    confidence: float
    evidence: list[Evidence]


@dataclass(frozen=True)
class RiskFound:
    """`risk.affected_party` is not decided yet: that takes the parties, which another window may name."""

    risk: Risk
    burdens: str | None
    favours: str | None


@dataclass
class Reading:
    """What a window is found to hold."""

    grounding: Grounding
    name: tuple[str, Evidence] | None = None
    contract_type: ContractType | None = None
    parties: list[Party] = field(default_factory=list)
    made: Dated | None = None
    effective: Dated | None = None
    signed: Dated | None = None
    term: TermSaid | None = None
    renewal: RenewalSaid | None = None
    law: LawSaid | None = None
    clauses: dict[Category, ClauseFound] = field(default_factory=dict)
    not_judged: set[Category] = field(default_factory=set)
    risks: list[RiskFound] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    amounts: list[MonetaryTerm] = field(default_factory=list)
    doubts: dict[Doubtful, str] = field(default_factory=dict)
