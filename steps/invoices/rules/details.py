"""Find what identifies the parties and how to pay: VAT and tax numbers, account, mail and telephone, address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steps.core.text.account_numbers import is_iban
from steps.core.text.patterns import compiled
from steps.invoices.identifiers import compact, is_vat_id
from steps.invoices.rules.addresses import Block
from steps.invoices.rules.parties import Seller
from steps.invoices.rules.sheet import Cell, Sheet

_I = re.IGNORECASE
# Forms of VAT numbers by country (Directive 2006/112/EC art. 214-215; check digits are another matter).
_VAT = compiled(
    r"(?<![A-Z0-9])(?:ATU\d{8}|BE ?[01][\d .]{9,12}|BG\d{9,10}|CY\d{8}[A-Z]|CZ\d{8,10}|DE ?\d{3} ?\d{3} ?\d{3}|"
    r"DK ?\d{8}|EE\d{9}|EL\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|FI ?\d{8}|FR ?[A-Z0-9]{2} ?\d{3} ?\d{3} ?\d{3}|"
    r"GB ?\d{3} ?\d{4} ?\d\d|HR\d{11}|HU\d{8}|IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}|IT ?\d{11}|LT\d{9,12}|LU ?\d{8}|"
    r"LV\d{11}|MT\d{8}|NL ?\d{9} ?B\d\d|PL ?\d{10}|PT ?\d{9}|RO\d{6,10}|SE ?\d{12}|SI\d{8}|SK\d{10}|XI\d{9}|"
    r"CHE-?\d{3}\.?\d{3}\.?\d{3}(?: ?(?:MWST|TVA|IVA))?)(?![A-Z0-9])"
)
_THEIRS = compiled(r"client|customer|kunde|k[äa]ufer|buyer|your|ihre|empf[äa]nger|cliente|klant", _I)
_IBAN = compiled(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![A-Z0-9])")
_IBAN_LABEL = compiled(r"\bIBAN\b", _I)
_DEBIT = compiled(
    r"(?:ihrem konto|lastschrift|direct debit|your account|pr[ée]l[èe]vement|votre compte|eingezogen)", _I
)
_BIC = compiled(
    r"\b(?:BIC|SWIFT)\b[^A-Z0-9]{0,12}(?:Code[^A-Z0-9]{0,4})?(?P<bic>[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"
)
_TAX_ID = compiled(
    r"(?:steuer-?\s?(?:nummer|nr\.?)|tax (?:id|number|no\.?)|\bEIN\b|\bNIF\b|"
    r"\bCIF\b)\s{0,40}:?\s{0,40}(?P<id>[\d][\d/ .-]{6,18}\d)",
    _I,
)
_TERMS = compiled(
    r"(?:zahlbar|zahlung|[üu]berweisen|skonto|payable|payment|remit|pay (?:by|within)|due|paiement|payer|pago|"
    r"pagamento|betaling).{0,300}(?:\d ?(?:tage|days|jours|d[íi]as|giorni|dagen)|sofort|imm[ée]dia|"
    r"\d[./-]\d{1,4}[./-]\d)",
    _I,
)
_MAIL = compiled(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = compiled(
    r"(?:tel(?:efon|ephone|[ée]phone)?|fon|phone|☎)\.?\s{0,40}:?\s{0,40}(?P<phone>\+?[\d(][\d\s()/.-]{5,20}\d)",
    _I,
)
_COUNTRY_CODE = compiled(r"(?:^|, )([A-Z]{2})[ -]\d{4,5}\b")


@dataclass(frozen=True)
class PartyDetails:
    address: str | None
    country: str | None
    vat_id: str | None
    tax_id: str | None
    email: str | None
    phone: str | None


def vat_ids(sheet: Sheet, theirs: Block | None) -> tuple[str | None, str | None]:
    """The seller's and the buyer's VAT number, told apart by the words before them and the block they stand in."""
    ours: list[str] = []
    other: list[str] = []
    for cell in sheet.cells():
        for match in _VAT.finditer(cell.text):
            label = cell.text[: match.start()] or " ".join(left.text for left in sheet.left_of(cell)[:1])
            number = compact(match.group())
            if re.search(r"IBAN", label, _I) or (not label.strip() and not is_vat_id(number)):
                continue
            is_theirs = bool(_THEIRS.search(label)) or (theirs is not None and cell in theirs.cells)
            (other if is_theirs else ours).append(match.group())
    first = next(iter(ours), None)
    return first, next((number for number in other if number != first), None)


def iban(sheet: Sheet) -> str | None:
    """The account to pay to: one with valid check digits before one that is merely called IBAN. The account from
    which a direct debit is taken is the customer's."""
    found: list[tuple[bool, str]] = []
    for cell in sheet.cells():
        around = (
            cell.text
            if len(cell.text.split()) > 8
            else " ".join(other.text for other in sheet.rows[cell.row])
        )
        if _DEBIT.search(around):
            continue
        for match in _IBAN.finditer(cell.text):
            number = _shortest_valid(match.group())
            before = cell.text[: match.start()] or " ".join(other.text for other in sheet.left_of(cell)[:1])
            if is_iban(compact(number)):
                found.append((True, number))
            elif _IBAN_LABEL.search(before):
                found.append((False, number))
    return max(found, key=lambda entry: entry[0])[1] if found else None


def _shortest_valid(printed: str) -> str:
    """What follows an IBAN in its line may look like a part of it."""
    parts = printed.split(" ")
    for length in range(1, len(parts)):
        if is_iban("".join(parts[:length])):
            return " ".join(parts[:length])
    return printed


def first_match(sheet: Sheet, pattern: re.Pattern[str], group: str) -> str | None:
    """The first value of a pattern in a cell, or in a cell and the one after it."""
    for row in sheet.rows:
        for index, cell in enumerate(row):
            joined = f"{cell.text} {row[index + 1].text}" if index + 1 < len(row) else cell.text
            if match := pattern.search(cell.text) or pattern.search(joined):
                return match[group].strip()
    return None


def bic(sheet: Sheet) -> str | None:
    found = first_match(sheet, _BIC, "bic")
    of_debit = [
        row for row in sheet.rows for cell in row if found and found in cell.text and _DEBIT.search(cell.text)
    ]
    return None if of_debit else found


def terms(sheet: Sheet) -> str | None:
    """The cell that says until when to pay."""
    return next(
        (cell.text for cell in sheet.cells() if _TERMS.search(cell.text) and len(cell.text.split()) > 2), None
    )


def of_seller(sheet: Sheet, seller: Seller, vat_id: str | None) -> PartyDetails:
    address = address_of(seller.block)
    inside = list(_texts(seller.block.cells)) or [sheet.text]
    return PartyDetails(
        address=address,
        country=_country(address),
        vat_id=vat_id,
        tax_id=first_match(sheet, _TAX_ID, "id"),
        email=_first(_MAIL, inside),
        phone=_first(_PHONE, inside),
    )


def of_buyer(block: Block, vat_id: str | None) -> PartyDetails:
    address = address_of(block)
    inside = list(_texts(block.cells))
    return PartyDetails(
        address, _country(address), vat_id, None, _first(_MAIL, inside), _first(_PHONE, inside)
    )


def _texts(cells: Sequence[Cell]) -> Iterator[str]:
    return (cell.text for cell in cells)


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str | None:
    for text in texts:
        if match := pattern.search(text):
            return (match.groupdict().get("phone") or match.group()).strip()
    return None


def address_of(block: Block) -> str | None:
    """Street and town of an address."""
    return ", ".join(dict.fromkeys(block.address)) or None


def _country(address: str | None) -> str | None:
    match = _COUNTRY_CODE.search(address or "")
    return match[1] if match else None
