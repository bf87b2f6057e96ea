"""All patterns by category, and how far they can be trusted."""

from __future__ import annotations

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern
from pipelines.emulators.rules.contracts.patterns.competition import COMPETITION
from pipelines.emulators.rules.contracts.patterns.general import GENERAL
from pipelines.emulators.rules.contracts.patterns.liability import LIABILITY
from pipelines.emulators.rules.contracts.patterns.licenses import LICENSES
from pipelines.emulators.rules.contracts.patterns.money import MONEY
from pipelines.emulators.rules.contracts.patterns.termination import ENDING
from steps.contracts.categories import Category

PATTERNS: dict[Category, tuple[Pattern, ...]] = {
    **GENERAL,
    **LIABILITY,
    **LICENSES,
    **COMPETITION,
    **MONEY,
    **ENDING,
}

# Wordings vary too much here for rules to say that a clause is absent: what is found counts, the rest is not assessed.
WEAK: frozenset[Category] = frozenset({
    "Most Favored Nation", "Non-Compete", "Exclusivity", "No-Solicit of Customers",
    "Competitive Restriction Exception", "Non-Disparagement", "Price Restriction", "Volume Restriction",
    "IP Ownership Assignment", "Affiliate License-Licensor", "Affiliate License-Licensee",
    "Unlimited License", "Warranty Duration", "Covenant Not to Sue", "Third Party Beneficiary",
    "ROFR/ROFO/ROFN",
})  # fmt: skip
_SURE: frozenset[Category] = frozenset({
    "Governing Law", "Insurance", "License Grant", "Anti-Assignment", "Cap on Liability", "confidentiality",
    "indemnity", "force_majeure", "Audit Rights", "Source Code Escrow",
})  # fmt: skip


def strength(category: Category, sentence: str) -> int:
    """How many patterns of the category the sentence matches; 0: it is no such clause."""
    return sum(pattern.matches(sentence) for pattern in PATTERNS[category])


def matches(category: Category, sentence: str) -> bool:
    return any(pattern.matches(sentence) for pattern in PATTERNS[category])


def confidence(category: Category) -> float:
    """How often a match is right, roughly, on the labelled contracts."""
    return 0.9 if category in _SURE else 0.6 if category in WEAK else 0.8
