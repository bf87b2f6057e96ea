"""What a model is asked about merchants that the tables do not know: the kind of spending, from a closed list."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steps.core.models import Closed

KindName = Literal[
    "online_ads", "marketing", "fuel", "ev_charging", "parking", "tolls", "car_care", "payment_fees", "commission",
    "freelancer", "equipment", "employee_benefits", "insurance", "interest", "legal", "accounting", "consulting",
    "office_supplies", "postage", "pension", "premises", "storage", "equipment_rental", "repairs", "hardware_store",
    "supplies", "licenses", "business_tax", "tax_unclear", "airline", "hotel", "car_rental", "ride", "transit",
    "travel_other", "restaurant", "fast_food", "coffee", "bar", "energy", "water", "waste", "telephone", "internet",
    "wages", "software", "hosting", "bank_fee", "education", "conference", "books", "dues", "gift", "entertainment",
    "streaming", "music", "games", "gym", "grocery", "pharmacy", "medical", "beauty", "clothing", "pets", "home",
    "toys", "alcohol", "personal", "donation", "fines", "marketplace", "superstore", "transfer", "cash", "loan",
]  # fmt: skip


class WireMerchant(Closed):
    """One merchant as you know it."""

    n: Annotated[int, Field(ge=0, description="The merchant's number as given")]
    merchant: Annotated[str | None, Field(description="Its name, cleaned; null when unreadable")]
    kind: Annotated[KindName | None, Field(description="Null when you cannot tell")]
    confidence: Annotated[float, Field(ge=0, le=1)]
    reason: Annotated[str, Field(description="At most fifteen words")]


class ExpenseWire(Closed):
    """The merchants asked about."""

    merchants: list[WireMerchant]
