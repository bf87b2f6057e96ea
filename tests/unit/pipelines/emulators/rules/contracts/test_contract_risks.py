"""Which sentences are risks, how grave, and for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.emulators.rules.contracts.contract_risks import FoundRisk, risks
from pipelines.emulators.rules.contracts.patterns import pattern_table
from steps.contracts.text.units import Unit, units


def found(text: str) -> list[FoundRisk]:
    sentences = units(text)
    by_category = {
        category: [unit for unit in sentences if pattern_table.matches(category, unit.text)]
        for category in pattern_table.PATTERNS
    }
    return risks(sentences, by_category)


def shown(text: str) -> list[tuple[str, str, str | None, str | None]]:
    return [(risk.entry.category, risk.severity, risk.burdens, risk.favours) for risk in found(text)]


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Licensor may change the fees at any time in its sole discretion.",
         ("one-sided change", "high", None, "Licensor")),
        ("Licensee shall indemnify and hold harmless Licensor from all claims.",
         ("one-sided indemnity", "high", "Licensee", None)),
        ("Each party shall indemnify the other from all claims.", ("one-sided indemnity", "low", None, None)),
        ('LICENSOR PROVIDES THE SOFTWARE "AS IS" WITHOUT ANY WARRANTY.', ("no warranty", "medium", None, "Licensor")),
        ("Vendor may terminate this Agreement upon thirty (30) days' written notice.",
         ("Termination for Convenience", "medium", None, "Vendor")),
        ("Either party may terminate this Agreement upon thirty (30) days' written notice.",
         ("Termination for Convenience", "low", None, None)),
        ("Distributor shall not sell or market any competing products in the Territory.",
         ("Non-Compete", "high", "Distributor", None)),
        ("This Agreement shall automatically renew for one year terms.",
         ("automatic renewal", "medium", None, None)),
    ],
)  # fmt: skip
def test_risks(text: str, risk: tuple[str, str, str | None, str | None]) -> None:
    assert risk in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "The parties may change the fees at any time by mutual agreement.",
        "Licensee shall not be required to indemnify anybody for such claims.",
        "The report shall be sent to the address that is stated as is customary.",
    ],
)
def test_no_risk(text: str) -> None:
    assert not [
        risk for risk in shown(text) if risk[0] in ("one-sided change", "one-sided indemnity", "no warranty")
    ]


def test_a_promise_of_all_elsewhere_makes_it_no_one_sided_one() -> None:
    text = "Licensee shall indemnify Licensor from claims.\nEach party shall indemnify the other party from claims."
    assert [risk for risk in shown(text) if risk[0] == "one-sided indemnity"] == [
        ("one-sided indemnity", "low", None, None)
    ]


def test_every_risk_says_why_and_what_to_ask_for(unit: Callable[[str], Unit]) -> None:
    for risk in found("Licensor may change the fees at any time in its sole discretion."):
        assert risk.entry.why.endswith(".")
        assert risk.entry.recommendation.endswith(".")
