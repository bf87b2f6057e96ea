"""What a contract calls itself, under headings, file marks and company names."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.contracts.contract_title import contract_type, title

TITLES = {
    "Exhibit 10.5\n\nAMENDMENT NO. 2 TO LICENSE AGREEMENT\n\nThis Amendment": "AMENDMENT NO. 2 TO LICENSE AGREEMENT",
    "EXHIBIT 10.1\nAmended and Restated Master Services Agreement\n": "Amended and Restated Master Services Agreement",
    'Exhibit 99.1 WEB HOSTING AGREEMENT This Web Hosting Agreement (the "Agreement")': "WEB HOSTING AGREEMENT",
    "ACME, INC.\nDISTRIBUTOR AGREEMENT\nThis": "DISTRIBUTOR AGREEMENT",
    "EXECUTION COPY\n\nSOFTWARE LICENSE, CUSTOMIZATION AND MAINTENANCE AGREEMENT\n":
        "SOFTWARE LICENSE, CUSTOMIZATION AND MAINTENANCE AGREEMENT",
    "AGREEMENT\n\nThis Agreement is made": "AGREEMENT",
    "May 4, 2017 Strategic Alliance Agreement This Strategic Alliance Agreement is": "Strategic Alliance Agreement",
    "The marked text has been omitted. SPONSORSHIP AGREEMENT This Sponsorship Agreement (x) is":
        "Sponsorship Agreement",
    "EXCLUSIVE LICENSE AGREEMENT dated as of May 1, 2010 by and between A and B": "EXCLUSIVE LICENSE AGREEMENT",
    "EX-10.1\n SERVICES\n AGREEMENT\n this SERVICES AGREEMENT": "SERVICES AGREEMENT",
    "Exhibit 10.6 MARKETING AGREEMENT (WQHT HD2)\nTHIS MARKETING AGREEMENT": "MARKETING AGREEMENT (WQHT HD2)",
    "This Amendment #3 to the Supply Agreement (this": "Amendment #3 to the Supply Agreement",
}  # fmt: skip


@pytest.mark.parametrize("text", TITLES, ids=TITLES.values())
def test_title(text: str) -> None:
    found = title(text)
    assert found is not None
    assert found.span.of(text) == TITLES[text]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("SERVICES AGREEMENT\n\nThis Services Agreement is made", True),
        ("AGREEMENT\n\nThis Agreement is made", True),
        ("SERVICES AGREEMENT\n\nThe parties agree", False),
        ("OUTSOURCING AGREEMENT\n\nThis Services Agreement is made", False),
        ("DEED OF VARIATION\n\nThis Deed of Variation is made", False),
    ],
)
def test_a_name_is_sure_where_heading_and_text_agree_on_the_whole_of_it(text: str, sure: bool) -> None:
    found = title(text)
    assert found is not None
    assert (found.doubt is None) == sure


def test_a_text_that_is_no_contract_has_none() -> None:
    assert title("Letter\nDear Sir,\nwe met on Monday.") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Content License Agreement", "license"),
        ("SOFTWARE LICENSE AND SUPPORT AGREEMENT", "license"),
        ("Joint Venture Agreement", "joint venture"),
        ("CO-BRANDING AND ADVERTISING AGREEMENT", "co-branding"),
        ("Amendment #3 to the Manufacturing Agreement", "manufacturing"),
        ("INTELLECTUAL PROPERTY AGREEMENT", "intellectual property"),
        ("Promotion and Distribution Agreement", "promotion"),
        ("AGREEMENT", "other"),
        (None, "other"),
    ],
)
def test_contract_type(name: str | None, kind: str) -> None:
    assert contract_type(name) == kind
