"""Are the numbers that identify people and accounts well formed? Check digits only; whether they exist, nobody asks.

Specimens carry invented numbers, so a wrong one is a warning: a typing error, or a number made up.
"""

from __future__ import annotations

import re

from steps.core.models import Check
from steps.core.text.account_numbers import is_iban
from steps.invoices.codes import COUNTRIES
from steps.invoices.models import Invoice, Party

_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")  # ISO 9362
_VAT = re.compile(r"([A-Z]{2})([A-Z0-9+*]{2,13})")


def identifiers(invoice: Invoice, our_vat_id: str | None = None) -> list[Check]:
    """One check for each number there is. No detail repeats an account number."""
    found = []
    if invoice.payment.iban:
        valid = is_iban(compact(invoice.payment.iban))
        found.append(Check.of("iban", valid, "the IBAN's check digits are " + _verdict(valid), "warn"))
    if invoice.payment.bic:
        valid = bool(_BIC.fullmatch(compact(invoice.payment.bic)))
        found.append(Check.of("bic", valid, "the BIC's form is " + _verdict(valid), "warn"))
    found += _vat("supplier", invoice.supplier) + _vat("customer", invoice.customer)
    if our_vat_id:
        ours = compact(our_vat_id)
        if invoice.customer.vat_id:
            same = compact(invoice.customer.vat_id) == ours
            detail = "the customer's VAT number is ours" if same else "the customer's VAT number is not ours"
            found.append(Check.of("our-vat-id", same, detail))
        elif invoice.supplier.vat_id and compact(invoice.supplier.vat_id) == ours:
            found.append(
                Check.of("our-vat-id", False, "the supplier's VAT number is ours: we issued this invoice")
            )
    return found


def _vat(who: str, party: Party) -> list[Check]:
    if not party.vat_id:
        return []
    valid = is_vat_id(party.vat_id)
    return [Check.of(f"vat-id-{who}", valid, f"the {who}'s VAT number is {_verdict(valid)}", "warn")]


def is_vat_id(number: str) -> bool:
    """Form and check digits by the rules of its country; where no rule is known, the form alone."""
    from stdnum import get_cc_module

    match = _VAT.fullmatch(compact(number))
    if not match or match[1] not in COUNTRIES | {"EL"}:
        return False
    country = {"EL": "gr", "XI": "gb"}.get(match[1], match[1].lower())
    rules = get_cc_module(country, "vat")
    if rules is None:
        return True
    text = match[0] if match[1] not in ("EL", "XI") else match[2]
    return bool(rules.is_valid(text))


def compact(number: str) -> str:
    """Without spaces, dots and dashes, in capitals."""
    return re.sub(r"[\s.\-/]", "", number).upper()


def _verdict(valid: bool) -> str:
    return "right" if valid else "wrong"
