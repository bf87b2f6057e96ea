"""What is looked for in every contract: the 41 categories of CUAD (arXiv 2103.06268) and five more."""

from __future__ import annotations

from typing import Literal, get_args

Category = Literal[
    "Document Name",
    "Parties",
    "Agreement Date",
    "Effective Date",
    "Expiration Date",
    "Renewal Term",
    "Notice Period to Terminate Renewal",
    "Governing Law",
    "Most Favored Nation",
    "Non-Compete",
    "Exclusivity",
    "No-Solicit of Customers",
    "Competitive Restriction Exception",
    "No-Solicit of Employees",
    "Non-Disparagement",
    "Termination for Convenience",
    "ROFR/ROFO/ROFN",
    "Change of Control",
    "Anti-Assignment",
    "Revenue/Profit Sharing",
    "Price Restriction",
    "Minimum Commitment",
    "Volume Restriction",
    "IP Ownership Assignment",
    "Joint IP Ownership",
    "License Grant",
    "Non-Transferable License",
    "Affiliate License-Licensor",
    "Affiliate License-Licensee",
    "Unlimited License",
    "Irrevocable or Perpetual License",
    "Source Code Escrow",
    "Post-Termination Services",
    "Audit Rights",
    "Uncapped Liability",
    "Cap on Liability",
    "Liquidated Damages",
    "Warranty Duration",
    "Insurance",
    "Covenant Not to Sue",
    "Third Party Beneficiary",
    "confidentiality",
    "indemnity",
    "force_majeure",
    "data_protection",
    "payment_terms",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)

# What most commercial contracts hold, and what the lack of it may mean for either side.
EXPECTED: dict[Category, str] = {
    "Governing Law": (
        "Without it a court decides first which law applies, which costs time and may surprise both sides."
    ),
    "Expiration Date": "Without an end or a term it is open how long the parties are bound.",
    "Cap on Liability": "Without it each side is liable for all foreseeable loss, in any amount.",
    "Termination for Convenience": "Without it a party that wants out must wait for the end or prove a breach.",
    "Anti-Assignment": "Without it the other side may hand the contract on to a company you did not choose.",
    "confidentiality": "Without it what one side learns of the other is protected by general law alone.",
    "indemnity": (
        "Without it each side bears third parties' claims that the other has caused, unless it "
        "proves a breach."
    ),
    "force_majeure": "Without it a party may be in breach for what nobody could prevent.",
    "data_protection": "Where personal data is handled, law may demand terms on it (such as GDPR Art. 28).",
    "payment_terms": "Without them it is open when payment is due and what a late payment costs.",
}
