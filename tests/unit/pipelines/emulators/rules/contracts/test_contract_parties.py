"""Who makes a contract, in every order of names, descriptions and short names."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.contracts.contract_parties import parties

Party = tuple[str, str | None]
OPENINGS: dict[str, list[Party]] = {
    'THIS AGREEMENT is made this 5th day of May 2010 by and between ACME CORP., a Delaware corporation ("Acme"), '
    'and John Q. Smith, an individual residing at 5 Elm Street, Boston ("Consultant").\n\nWHEREAS, x':
        [("ACME CORP.", "Acme"), ("John Q. Smith", "Consultant")],
    'BETWEEN:\n\nACME LIMITED\n(hereinafter called the "Supplier")\n\nOF THE FIRST PART\n\nAND:\n\nBETA INC.\n'
    '(hereinafter "Buyer")\n\nOF THE SECOND PART\n\nWHEREAS':
        [("ACME LIMITED", "Supplier"), ("BETA INC.", "Buyer")],
    'This Agreement ("Agreement") is entered into as of May 1, 2001 (the "Effective Date") by Acme Software, Inc. '
    'with offices at 1 Main Street ("Licensor") and Beta LLC with offices at 2 Oak Avenue ("Licensee").\n\n1. X':
        [("Acme Software, Inc.", "Licensor"), ("Beta LLC", "Licensee")],
    'made by and between: (1) ACME GmbH, a company organized under the laws of Germany ("Acme"); and (2) Beta '
    'S.p.A., a company organized under the laws of Italy ("Distributor").\n\nRECITALS':
        [("ACME GmbH", "Acme"), ("Beta S.p.A.", "Distributor")],
    "AGREEMENT dated as of May 1, 2000 among A Corp., B Corp. and C Corp.\n\nWITNESSETH":
        [("A Corp.", None), ("B Corp.", None), ("C Corp.", None)],
    'by and between Bank of America, N.A., a national banking association ("Bank") and Quick Pay, Inc. ("QP").\n':
        [("Bank of America, N.A.", "Bank"), ("Quick Pay, Inc.", "QP")],
    "LICENSE AGREEMENT\nLicensor: Acme Inc.\nLicensee: Beta Ltd.\nDate: May 1, 2010\n":
        [("Acme Inc.", "Licensor"), ("Beta Ltd.", "Licensee")],
    'between Ford Motor Media, a division of J. Walter Thompson ("FMM") with offices at 300 Center, Detroit, '
    'Michigan 48243 and iVillage, Inc., ("iVillage") with offices at 170 Fifth Avenue.\nWHEREAS':
        [("Ford Motor Media", "FMM"), ("iVillage, Inc.", "iVillage")],
    'between Exon Research and Engineering Company, a corporation of Delaware ("Exon"); and\nFuel, Inc. ("F").\n':
        [("Exon Research and Engineering Company", "Exon"), ("Fuel, Inc.", "F")],
    'by and between Giggles, Inc., of Los Angeles, CA (referred to herein as "GIGL"), and Kiddo, Ltd., an Ontario, '
    'Canada corporation, having its place in Ottawa (referred to herein as "Kiddo").\n':
        [("Giggles, Inc.", "GIGL"), ("Kiddo, Ltd.", "Kiddo")],
    "among VER TRUST 2020-A, as Issuer,\nVER ABS LLC, as Depositor\nand\nCELLCO PARTNERSHIP, as Servicer\n\nDated":
        [("VER TRUST 2020-A", "Issuer"), ("VER ABS LLC", "Depositor"), ("CELLCO PARTNERSHIP", "Servicer")],
    'between Pizza Holding, Inc., a Florida corporation, and the individual identified on the cover ("Franchisee").\n':
        [("Pizza Holding, Inc.", None), ("the individual identified on the cover", "Franchisee")],
    "Dated: March 27, 2020.\n/s/ Shelby J. Butterfield\nShelby J. Butterfield\n": [],
    "Each of the undersigned agrees to file jointly.\n/s/ Shelby J. Moss\nShelby J. Moss\n/s/ Ann Lee\nAnn Lee\n":
        [("Shelby J. Moss", None), ("Ann Lee", None)],
    "The undersigned agree to file jointly.\nMOSS PARTNERS, L.P.\nBy: /s/ Ann Lee\n": [],
    "1. Relationship between Owner and Operator ........ 4\n2. Term ..... 5\n": [],
    "This Agreement is made between Franchisor and Franchisee.\n": [],
    "DATED 2 May 2019\n\nPARTIES\n\n(1) NORTH MILL LIMITED incorporated in England with company number 0123 whose "
    "registered office is at 5 Mill Lane, Leeds (Supplier); and\n\n(2) OAK & SONS PLC (company number 9) of 1 Elm Rd, "
    "York (Customer).\n\nBACKGROUND\n": [("NORTH MILL LIMITED", "Supplier"), ("OAK & SONS PLC", "Customer")],
    'THE PARTIES\n1. Mill GmbH, Hafenstr. 4, Munich ("Mill")\n'
    '2. Ann B. Lee, residing in Berlin ("Agent")\n\nRecitals\n':
        [("Mill GmbH", "Mill"), ("Ann B. Lee", "Agent")],
    "between Mill GmbH, Munich and Oak Ltd, Leeds.\nWHEREAS": [("Mill GmbH", None), ("Oak Ltd", None)],
    'by and among Mill Inc., a Texas corporation ("Mill"), '
    'Oak LLC, an Ohio company ("Oak"), and JOHN A. REED ("Reed").\n':
        [("Mill Inc.", "Mill"), ("Oak LLC", "Oak"), ("JOHN A. REED", "Reed")],
    "between Mill Inc., a Texas corporation, Oak LLC, an Ohio company, and John Reed, an individual.\nWHEREAS":
        [("Mill Inc.", None), ("Oak LLC", None), ("John Reed", None)],
    "by and among Bay Holdings, Inc., a Montana corporation (the “Buyer”), and each of Robert Stone and Mary Stone "
    "(each a “Seller”).\nWHEREAS": [("Bay Holdings, Inc.", "Buyer"), ("Robert Stone", None), ("Mary Stone", "Seller")],
    'by and between theglobe.com, inc., a Delaware corporation ("theglobe") and Drugstore.com, Inc. ("DSC").\n':
        [("theglobe.com, inc.", "theglobe"), ("Drugstore.com, Inc.", "DSC")],
    'by and between:\n\n(1) ABC LIMITED, whose office is at 5 Queen Road ("Principal"); and\n\n(2) MR. CHAN TAI MAN, '
    'holder of passport 99, of 8 King Road ("Agent").\n':
        [("ABC LIMITED", "Principal"), ("MR. CHAN TAI MAN", "Agent")],
    'between Northwind d/b/a NWT, with offices at 1 Oak and Elm Streets, Reno, NV ("NWT") and Contoso, Ltd. ("C").\nX':
        [("Northwind d/b/a NWT", "NWT"), ("Contoso, Ltd.", "C")],
    "We looked between the lines and found nothing.": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "text", OPENINGS, ids=[found[0][0] if found else "none" for found in OPENINGS.values()]
)
def test_parties(text: str) -> None:
    assert [(party.name.of(text), party.defined_as) for party in parties(text).parties] == OPENINGS[text]


def test_a_name_of_all_is_nobodys_short_name() -> None:
    text = 'between A Corp. ("A") and B Corp. ("B") (A and B collectively the "Parties").\nWHEREAS'
    assert [party.defined_as for party in parties(text).parties] == ["A", "B"]


def test_roles() -> None:
    text = 'between A Corp. (the "Service Provider") and B Corp. ("B"), as Licensee, of Bonn.\nWHEREAS'
    assert [party.role for party in parties(text).parties] == ["service provider", "licensee"]
