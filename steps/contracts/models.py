"""The result of contract-analyzer. Offsets, sections, dates computed from terms and the score are made by code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from steps.contracts.categories import Category
from steps.core.models import Closed, Evidence

Status = Literal["present", "absent", "not_assessed"]
Severity = Literal["low", "medium", "high", "critical"]
Doubtful = Literal[
    "document_name", "parties", "agreement_date", "effective_date", "expiration_date", "governing_law"
]
ContractType = Literal[
    "affiliate", "agency", "co-branding", "collaboration", "consulting", "development", "distributor",
    "endorsement", "franchise", "hosting", "intellectual property", "joint venture", "license", "maintenance",
    "manufacturing", "marketing", "non-compete", "outsourcing", "promotion", "reseller", "service", "sponsorship",
    "strategic alliance", "supply", "transportation", "other",
]  # fmt: skip


class Clause(Closed):
    """One category. `absent` only if every window was searched by an engine that can judge the category."""

    category: Category
    status: Status
    answer: str | None = Field(description="A date, name, place or length of time, or yes and no")
    summary: str | None
    section: str | None = Field(
        description="Number and title of the section, as far as the contract has them"
    )
    evidence: list[Evidence]
    confidence: float = Field(ge=0, le=1)


class Party(Closed):
    name: str
    role: str | None = Field(
        description="What it is in this contract, such as licensee; null where it does not say"
    )
    defined_as: str | None = Field(description="The contract's own short name for it")
    evidence: list[Evidence]


class Risk(Closed):
    """Something to look at before signing. Of the other side's burdens only those are told that concern us too."""

    id: str
    category: str
    severity: Severity
    affected_party: str | None = Field(
        description="One of `parties`; null: more than one, or it cannot be told"
    )
    why: str
    recommendation: str
    suggested_wording: str | None
    evidence: list[Evidence]


class Dates(Closed):
    agreement: date | None
    effective: date | None
    expiration: date | Literal["perpetual"] | None = Field(
        description="The end of the first term, computed by code"
    )
    renewal_term: str | None
    notice_period_days: int | None = Field(
        description="To stop a renewal; a month counts 30 days, a year 365"
    )


class MissingClause(Closed):
    category: Category
    why_it_matters: str


class Obligation(Closed):
    party: str = Field(description="One of `parties`")
    duty: str
    deadline: date | None
    recurrence: str | None
    trigger: str | None
    evidence: list[Evidence]


class MonetaryTerm(Closed):
    amount: Decimal
    currency: str = Field(description="ISO 4217")
    what: str
    evidence: list[Evidence]


class DefinedTerm(Closed):
    term: str
    evidence: list[Evidence]


class Blank(Closed):
    """Something left open, struck out, or referred to and not there."""

    what: str
    evidence: list[Evidence]


class OverallRisk(Closed):
    score: int = Field(ge=0, le=100, description="Computed by code from the severities")
    level: Severity
    formula_version: str


class ContractResult(Closed):
    document_name: str | None
    contract_type: ContractType
    our_side: str | None = Field(description="The party of `parties` that the event's our_side means")
    parties: list[Party]
    dates: Dates
    governing_law: str | None
    clauses: list[Clause] = Field(description="One for each category, in a fixed order")
    risks: list[Risk] = Field(description="Gravest first")
    missing_clauses: list[MissingClause]
    obligations: list[Obligation]
    monetary_terms: list[MonetaryTerm]
    defined_terms: list[DefinedTerm]
    blanks_or_missing_exhibits: list[Blank]
    overall_risk: OverallRisk
    needs_review: bool
    review_reasons: list[str] = Field(description="What is a guess, and what could not be told")
    executive_summary: str
    disclaimer: str
