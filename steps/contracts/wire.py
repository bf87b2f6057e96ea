"""What a reader is asked about one window of a contract: what takes reading, and the words that carry it.

A model of the wire is legal for strict structured outputs: no defaults, no dictionaries, no decimals, no lengths
of strings. What code can find or compute (offsets, sections, end dates, defined terms, blanks, scores) is not asked.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steps.contracts.categories import Category
from steps.contracts.models import ContractType, Doubtful, Severity
from steps.core.models import Closed

Verbatim = Annotated[
    str, Field(description="Copied from the contract character by character, whole sentences")
]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class WireParty(Closed):
    name: Annotated[str, Field(description="In full, as it stands in the contract")]
    role: Annotated[str | None, Field(description="Such as licensee; null when the contract does not say")]
    defined_as: Annotated[
        str | None, Field(description="The contract's own short name, without quotation marks")
    ]


class WireDate(Closed):
    date: Annotated[Day | None, Field(description="Null when left blank or said only by reference")]
    same_as: Annotated[
        Literal["agreement_date", "last_signature"] | None,
        Field(description="When said by reference to that date"),
    ]
    quote: Verbatim


class WireLength(Closed):
    count: Annotated[int, Field(ge=1, le=2000)]
    unit: Literal["day", "week", "month", "year"]


class WireTerm(Closed):
    ends_on: Annotated[Day | None, Field(description="Only a date that the contract prints")]
    lasts: Annotated[WireLength | None, Field(description="The first term, without renewals")]
    starts_with: Literal["agreement_date", "effective_date", "stated_day", "something_else"]
    starts_on: Annotated[Day | None, Field(description="With stated_day: that day")]
    perpetual: Annotated[bool, Field(description="Without an end until somebody terminates")]
    confidence: Annotated[float, Field(ge=0, le=1)]
    quote: Verbatim


class WireRenewal(Closed):
    length: WireLength | None
    successive: Annotated[bool, Field(description="Again and again, not once")]
    automatic: bool
    notice: Annotated[WireLength | None, Field(description="Notice that stops the renewal")]
    quote: Verbatim


class WireLaw(Closed):
    place: Annotated[str | None, Field(description="State, province or country; null when struck out")]
    quote: Verbatim


class WireClause(Closed):
    category: Category
    summary: Annotated[str | None, Field(description="One plain sentence: who may or must what")]
    confidence: Annotated[float, Field(ge=0, le=1)]
    quotes: Annotated[list[Verbatim], Field(min_length=1, max_length=4)]


class WireRisk(Closed):
    category: Annotated[str, Field(description="One of the categories, or a few words")]
    severity: Severity
    burdens: Annotated[
        str | None,
        Field(description="The party at a disadvantage, by name or short name; null: both, or unclear"),
    ]
    favours: Annotated[str | None, Field(description="The party at an advantage, likewise")]
    why: str
    recommendation: str
    suggested_wording: str | None
    quotes: Annotated[list[Verbatim], Field(min_length=1, max_length=3)]


class WireObligation(Closed):
    party: Annotated[str, Field(description="By name or short name")]
    duty: str
    deadline: Annotated[Day | None, Field(description="Only a date that the contract prints")]
    recurrence: Annotated[str | None, Field(description="Such as monthly")]
    trigger: Annotated[
        str | None, Field(description="What sets it off, such as `within 30 days of the invoice`")
    ]
    quote: Verbatim


class WireAmount(Closed):
    amount: Annotated[str, Field(pattern=r"^\d{1,15}(\.\d{1,4})?$", description="2.5 million is 2500000")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
    what: str
    quote: Verbatim


class WireDoubt(Closed):
    field: Doubtful
    reason: Annotated[str, Field(description="One short sentence: what else it could be, or why it is null")]


class ContractWire(Closed):
    """A window of a contract, read."""

    document_name: Annotated[str | None, Field(description="The contract's own title, verbatim")]
    contract_type: Annotated[ContractType | None, Field(description="Only from the window with the title")]
    parties: Annotated[list[WireParty], Field(max_length=12)]
    agreement_date: WireDate | None
    effective_date: WireDate | None
    last_signature: WireDate | None
    term: WireTerm | None
    renewal: WireRenewal | None
    governing_law: WireLaw | None
    clauses: Annotated[list[WireClause], Field(max_length=41)]
    not_judged: Annotated[
        list[Category],
        Field(description="Categories that cannot be judged from the text, not those it lacks"),
    ]
    risks: Annotated[list[WireRisk], Field(max_length=20)]
    obligations: Annotated[list[WireObligation], Field(max_length=15)]
    amounts: Annotated[list[WireAmount], Field(max_length=20)]
    doubts: Annotated[list[WireDoubt], Field(max_length=12, description="What is a guess, or not to be told")]
