"""Find account and card numbers in text by their check digits, so that other long numbers are left alone.

stdnum checks the digits. Its import takes 8 to 9 ms of CPU, so it waits for a number of the right country or network
and length; a step whose logs hold none never pays for it. For the same reason the lengths stand here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SEPARATORS = " \t\u00a0\u202f\u2009\u2010\u2011\u2013./-"
_GAP = rf"[{_SEPARATORS}]{{0,3}}"

# Lengths by country: SWIFT, IBAN Registry; a test holds them to those of stdnum.
_IBAN_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC",
    32: "LC", 33: "RU",
}  # fmt: skip
_IBAN_LENGTH = {country: length for length, names in _IBAN_LENGTHS.items() for country in names.split()}
_IBAN_START = re.compile(rf"(?<![A-Za-z0-9])([A-Za-z]{{2}}){_GAP}[0-9]{_GAP}[0-9]")
_IBAN_GAPS = (2, *range(4, 33, 4))  # after how many characters people leave a gap

# 13 to 19 digits in a row, or grouped as printed on cards: 4-4-4-4 (and a rest of up to 3), 4-6-5, 4-6-4.
_GAPS = rf"[{_SEPARATORS}]{{1,3}}"
_CARD = re.compile(
    rf"(?<![A-Za-z0-9])(?<![0-9]\.)[0-9]{{4}}(?:[0-9]{{9,15}}"
    rf"|{_GAPS}[0-9]{{4}}{_GAPS}[0-9]{{4}}{_GAPS}[0-9]{{1,4}}|{_GAPS}[0-9]{{6}}{_GAPS}[0-9]{{4,5}})(?![A-Za-z0-9])"
)
_CARD_REST = re.compile(rf"{_GAPS}[0-9]{{1,3}}(?![A-Za-z0-9])")
# Some parts of a UUID have a country's letters and length, and one in 97 of those its check digits.
_UUID = re.compile(r"(?i)(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])")
_UUID_LENGTH = 36
# First digits and lengths of Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro.
_NETWORK = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|6(?:011|4[4-9]|5)[0-9]{12,16}"
    r"|3(?:0[0-5]|6|8|9)[0-9]{11,16}|35[0-9]{14}|62[0-9]{14,17}|(?:50|5[6-9]|6[0-9])[0-9]{11,17}"
)


def is_iban(text: str) -> bool:
    """Whether the text is an IBAN without gaps: a country, its length, remainder 1 modulo 97 (ISO 13616)."""
    text = text.upper()
    if _IBAN_LENGTH.get(text[:2]) != len(text):
        return False
    from stdnum.iso7064 import mod_97_10

    return mod_97_10.is_valid(text[4:] + text[:4])


def is_card(digits: str) -> bool:
    """Whether the digits are a payment card's: a known network and length, and the Luhn check digit."""
    if not _NETWORK.fullmatch(digits):
        return False
    from stdnum import luhn

    return luhn.is_valid(digits)


def redact_accounts(text: str) -> str:
    """The text with `[iban]` and `[card]` in the place of such numbers, however they are grouped."""
    return _replace(_CARD, _card_end, "[card]", _replace(_IBAN_START, _iban_end, "[iban]", text))


def _replace(
    pattern: re.Pattern[str], end_of: Callable[[str, re.Match[str]], int | None], label: str, text: str
) -> str:
    """Put the label where a match turns out real; a false one must not hide a real one inside it."""
    kept: list[str] = []
    done = start = 0
    while match := pattern.search(text, start):
        end = end_of(text, match)
        if end is None or in_uuid(text, match.start()):
            start = match.start() + 1
        else:
            kept += text[done : match.start()], label
            done = start = end
    return "".join([*kept, text[done:]]) if kept else text


def in_uuid(text: str, place: int) -> bool:
    """Whether this character belongs to a UUID."""
    # One character more on each side, which tells whether the UUID ends there.
    begin = max(0, place - _UUID_LENGTH - 1)
    found = _UUID.finditer(text[begin : place + _UUID_LENGTH + 1])
    return any(begin + one.start() <= place < begin + one.end() for one in found)


def _iban_end(text: str, match: re.Match[str]) -> int | None:
    """Where the IBAN that starts here ends: its country says how long it is, whatever follows it."""
    wanted = _IBAN_LENGTH.get(match[1].upper())
    if wanted is None:
        return None
    found = ""
    gap = 0
    for place in range(match.start(), len(text)):
        char = text[place]
        if char in _SEPARATORS and len(found) in _IBAN_GAPS and gap < 3:
            gap += 1
        elif char.isascii() and char.isalnum():
            gap = 0
            found += char
            if len(found) == wanted:
                follows = text[place + 1 : place + 2]
                ends = not (follows.isascii() and follows.isalnum())
                return place + 1 if ends and is_iban(found) else None
        else:
            return None
    return None


def _card_end(text: str, match: re.Match[str]) -> int | None:
    rest = _CARD_REST.match(text, match.end())
    ends = [rest.end(), match.end()] if rest else [match.end()]
    for end in ends:
        if is_card("".join(filter(str.isdigit, text[match.start() : end]))):
            return end
    return None
