"""The lengths of IBANs are those of the registry, and what only looks like a number of an account is none."""

from __future__ import annotations

import re
from itertools import product
from string import ascii_uppercase

import pytest
from stdnum import numdb

from steps.core.text.account_numbers import is_card, is_iban, redact_accounts


def registered() -> dict[str, int]:
    """Country and length of every IBAN that stdnum's copy of the registry knows."""
    found = {}
    for country in map("".join, product(ascii_uppercase, repeat=2)):
        if structure := numdb.get("iban").info(country)[0][1].get("bban"):
            found[country] = 4 + sum(map(int, re.findall(r"\d+", structure)))
    return found


def valid(country: str, length: int) -> str:
    account = "7" * (length - 4)
    remainder = int("".join(str(int(char, 36)) for char in f"{account}{country}00")) % 97
    return f"{country}{98 - remainder:02}{account}"


def test_every_registered_country_has_its_length() -> None:
    assert len(registered()) > 80
    for country, length in registered().items():
        assert is_iban(valid(country, length)), country
        assert not is_iban(valid(country, length + 1)), country
        assert redact_accounts(f"to {valid(country, length)}.") == "to [iban]."


@pytest.mark.parametrize(
    "text", ["", "DE", "DE8937040044053201300", "XX89370400440532013000", "DE8937040044053201300ß"]
)
def test_what_is_no_iban(text: str) -> None:
    assert not is_iban(text)


@pytest.mark.parametrize("digits", ["", "4111111111111112", "1234567812345670", "41111111"])
def test_what_is_no_card(digits: str) -> None:
    assert not is_card(digits)


@pytest.mark.parametrize("before", ["", "id=", "bac47b7b-7ac7-", "bac47b7b-7ac7-4e3e-9c04-d5ea31ff4e3e "])
@pytest.mark.parametrize("after", ["", "-4e3e", " bac47b7b-7ac7-4e3e-9c04-d5ea31ff4e3e"])
def test_an_account_beside_a_part_of_a_uuid_goes(before: str, after: str) -> None:
    for account in ("EE38 2200 2210 2014 5685", "DE89-3704-0044-0532-0130-00"):
        assert redact_accounts(f"{before}{account}{after}") == f"{before}[iban]{after}"
