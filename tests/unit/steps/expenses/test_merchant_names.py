"""Names from card statements: what belongs to the name stays, what the card network added goes."""

from __future__ import annotations

import pytest

from steps.expenses.merchant_names import key, same, shown


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("SQ *BLUE BOTTLE COFFEE", "Blue Bottle Coffee"),
        ("TST* THE COPPER SPOON", "The Copper Spoon"),
        ("UBER *TRIP HELP.UBER.COM", "Uber Trip"),
        ("DELTA AIR 0062341987654", "Delta Air"),
        ("STAPLES 00108639", "Staples"),
        ("JIFFY LUBE #2271", "Jiffy Lube"),
        ("PEET'S 11302", "Peet's"),
        ("AT&T*BILL", "AT&T Bill"),
        ("LAW OFFICES OF K MENDEZ", "Law Offices of K Mendez"),
        ("POS PURCHASE 03/02 STARBUCKS #22", "Starbucks"),
        ("PAYPAL *JDOE DESIGN", "Jdoe Design"),
        ("Corner Café", "Corner Café"),
        ("AIRBNB * HMQ2X4", "Airbnb"),
        ("1234 5678", None),
        ("*** 77", None),
    ],
)
def test_a_name_for_people(raw: str, name: str | None) -> None:
    assert shown(raw) == name


def test_a_fee_of_a_processor_is_its_own() -> None:
    assert key("PAYPAL *MERCHANT FEES") == "PAYPAL *MERCHANT FEES"
    assert key("paypal *corner shop") == "CORNER SHOP"


def test_two_lines_of_one_merchant_have_the_same_name() -> None:
    assert same("AMZN MKTP US*2K4LM91F3") == same("Amzn Mktp US*8R1TT02A4") == "AMZN MKTP US"
    assert same("STARBUCKS #1") == same("STARBUCKS 08812")
    assert same("1234 5678") != ""
