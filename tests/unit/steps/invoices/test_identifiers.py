"""VAT numbers, accounts and banks by their check digits; a wrong one is a warning."""

from __future__ import annotations

import pytest

from steps.invoices.identifiers import identifiers, is_vat_id
from steps.invoices.models import Invoice, Party, Payment


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("DE136695976", True), ("DE 136 695 976", True), ("DE123456789", False), ("FR40303265045", True),
        ("GB 123 4567 82", True), ("ATU12345675", True), ("ESA12345674", True), ("IT00743110157", True),
        ("XX12", False), ("12345", False), ("IS12345", True),  # no rule is known for Iceland
    ],
)  # fmt: skip
def test_vat_numbers(number: str, valid: bool) -> None:
    assert is_vat_id(number) == valid


def test_one_check_for_each_number_and_none_repeats_an_account() -> None:
    invoice = Invoice(
        supplier=Party(vat_id="DE136695976"),
        customer=Party(vat_id="DE123456789"),
        payment=Payment(iban="DE02 1203 0000 0000 2020 52", bic="BYLADEM1001"),
    )
    checks = {check.code: check for check in identifiers(invoice)}
    assert {code: check.passed for code, check in checks.items()} == {
        "iban": False, "bic": True, "vat-id-supplier": True, "vat-id-customer": False,
    }  # fmt: skip
    assert {check.severity for check in checks.values() if not check.passed} == {"warn"}
    assert not any("1203" in check.detail for check in checks.values())


def test_our_own_number_must_be_the_customers() -> None:
    def our(ours: str, supplier: str | None, customer: str | None) -> bool | None:
        invoice = Invoice(supplier=Party(vat_id=supplier), customer=Party(vat_id=customer))
        found = {check.code: check.passed for check in identifiers(invoice, ours)}
        return found.get("our-vat-id")

    assert our("de 136695976", "FR40303265045", "DE136695976") is True
    assert our("DE136695976", "FR40303265045", "ESA12345674") is False
    assert our("DE136695976", "DE136695976", None) is False  # we sold it
    assert our("DE136695976", "FR40303265045", None) is None
