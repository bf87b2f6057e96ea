"""How clauses are worded: what the patterns of the five common categories must find, and what they must leave."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.contracts.patterns import pattern_table
from steps.contracts.categories import CATEGORIES, Category

FOUND: dict[Category, list[str]] = {
    "Governing Law": [
        "This Agreement is made in and shall be governed by the laws of the State of Ohio.",
        "The validity and performance of this Agreement shall be governed by Swiss law.",
        "This contract is subject to German law.",
        "The laws of the State of California shall govern this Agreement.",
        "Governing Law: State of Utah.",
        "This Agreement shall be deemed a contract made under the laws of the State of Illinois.",
    ],
    "Insurance": [
        "Distributor shall, at its own expense, maintain comprehensive general liability insurance.",
        "Company agrees to carry product liability insurance.",
        "Sponsor shall name the Team as an additional insured.",
        "The Supplier shall insure the Goods against loss until delivery.",
        "Provider's insurance policies shall be primary and non-contributory.",
    ],
    "License Grant": [
        "Company grants Distributor the exclusive right to market and sell the Products in the Territory.",
        "ABC hereby licenses to XYZ the Marks for use on the Licensed Products.",
        "The Bank shall have a non-exclusive license to use the Marks solely in connection with the Program.",
        "Franchisor grants to Franchisee the right to operate a Restaurant using the System and the Marks.",
        "Network grants the Site permission to reproduce the Network Content.",
    ],
    "Anti-Assignment": [
        "Neither party may assign this Agreement without the prior written consent of the other.",
        "This Agreement is personal to Distributor and shall not be assignable by it.",
        "Any attempted assignment in violation of this Section shall be void.",
        "Without the prior written consent of the other party, neither party shall assign this Agreement.",
        "HGF shall have the right, upon written approval of NVOS, to assign its interest in this agreement.",
    ],
    "Cap on Liability": [
        "IN NO EVENT SHALL EITHER PARTY BE LIABLE FOR ANY SPECIAL OR CONSEQUENTIAL DAMAGES.",
        "Licensor's total liability shall not exceed the fees paid by Licensee in the prior twelve months.",
        "No action may be brought more than two years after the cause of action has accrued.",
        "Each party hereby waives any claim to punitive or consequential damages.",
        "ABC'S AGGREGATE LIABILITY HEREUNDER IS CAPPED AT THE AMOUNTS RECEIVED.",
    ],
    "Termination for Convenience": [
        "Either party may terminate this Agreement upon sixty (60) days' written notice.",
        "Upon 180 days written notice, Reseller may terminate the AMC.",
        "Client may terminate this Agreement for convenience.",
    ],
    "Renewal Term": ["This Agreement shall automatically renew for successive one year terms."],
    "Source Code Escrow": ["Licensor shall deposit the source code with an escrow agent."],
    "No-Solicit of Employees": ["Neither party shall solicit or hire employees of the other."],
    "force_majeure": ["Neither party is liable for delay caused by events beyond its reasonable control."],
}
LEFT: dict[Category, list[str]] = {
    "Governing Law": [
        "Acme is a corporation organized under the laws of the State of Delaware.",
        "The Products shall conform to the laws of each country in the Territory.",
        "Interest at the highest rate permitted by the laws of the State of New York.",
    ],
    "Insurance": [
        "Employees shall be eligible for health insurance benefits.",
        "The Receivables are not insured.",
    ],
    "License Grant": [
        "Nothing in this Agreement grants any license under any patent.",
        "Company has obtained all licenses and permits necessary to conduct its business.",
        "Licensee shall not grant any sublicense to third parties.",
    ],
    "Anti-Assignment": [
        "Inventor hereby assigns all right, title and interest in the Inventions to Company.",
        "Title to the Products shall not transfer until payment.",
        "Receiving Party shall not transfer the Confidential Information without consent.",
    ],
    "Cap on Liability": [
        "The Company shall be liable for all damages caused by its negligence.",
        "No party shall be liable for any delay caused by force majeure.",
        "The invoice shall not exceed $5,000.",
    ],
    "Termination for Convenience": [
        "Either party may terminate this Agreement upon thirty days' notice if the other is in material breach.",
        "These sections survive the termination of this Agreement for any reason.",
    ],
    "force_majeure": ["13.3 Force majeure."],
}


@pytest.mark.parametrize(("category", "sentence"), [(c, s) for c, group in FOUND.items() for s in group])
def test_found(category: Category, sentence: str) -> None:
    assert pattern_table.matches(category, sentence)
    assert pattern_table.strength(category, sentence) >= 1


@pytest.mark.parametrize(("category", "sentence"), [(c, s) for c, group in LEFT.items() for s in group])
def test_left(category: Category, sentence: str) -> None:
    assert not pattern_table.matches(category, sentence)
    assert pattern_table.strength(category, sentence) == 0


def test_every_category_is_found_by_a_pattern_or_has_a_field_of_its_own() -> None:
    stated = {"Document Name", "Parties", "Agreement Date", "Effective Date", "Expiration Date"}
    assert set(pattern_table.PATTERNS) | stated == set(CATEGORIES)
    assert set(pattern_table.PATTERNS) >= pattern_table.WEAK


def test_a_category_that_rules_judge_badly_is_trusted_less() -> None:
    assert pattern_table.confidence("Governing Law") > pattern_table.confidence("Audit Rights") - 1e-9
    assert pattern_table.confidence("Non-Compete") < pattern_table.confidence("Termination for Convenience")
