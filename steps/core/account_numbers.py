"""Find account and card numbers in text by their check digits, so that other long numbers are left alone."""

from __future__ import annotations

import re

_SEPARATORS = " \u00a0\u202f\u2009\u2011\u2013.-"
_GAP = f"[{_SEPARATORS}]?"

# Lengths by country: SWIFT, IBAN Registry.
_IBAN_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME NI RS VA", 23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC",
    32: "LC", 33: "RU",
}  # fmt: skip
_IBAN_LENGTH = {
    country: length for length, countries in _IBAN_LENGTHS.items() for country in countries.split()
}
_IBAN = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}{_GAP}[0-9]{{2}}(?:{_GAP}[A-Za-z0-9]{{4}}){{2,7}}(?:{_GAP}[A-Za-z0-9]{{1,3}})?"
    r"(?![A-Za-z0-9])"
)
_CARD = re.compile(
    rf"(?<![A-Za-z0-9])(?<![0-9][.,])(?:[0-9]{{13,19}}|[0-9]{{4}}(?P<gap>[{_SEPARATORS}])"
    r"(?:[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{1,4}(?:(?P=gap)[0-9]{1,3})?|[0-9]{6}(?P=gap)[0-9]{4,5}))"
    r"(?![A-Za-z0-9])"
)
# First digits and lengths of Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay, Maestro.
_NETWORK = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|6(?:011|4[4-9]|5)[0-9]{12,16}"
    r"|3(?:0[0-5]|6|8|9)[0-9]{11,16}|35[0-9]{14}|62[0-9]{14,17}|(?:50|5[6-9]|6[0-9])[0-9]{11,17}"
)
_TO_DIGITS = {letter: str(value) for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=10)}
_DROP_GAPS = str.maketrans("", "", _SEPARATORS)


def is_iban(text: str) -> bool:
    """Whether the text, without gaps, is an IBAN: a country, its length, remainder 1 modulo 97 (ISO 13616)."""
    if _IBAN_LENGTH.get(text[:2].upper()) != len(text):
        return False
    turned = (text[4:] + text[:4]).upper()
    return int("".join(_TO_DIGITS.get(char, char) for char in turned)) % 97 == 1


def is_card(digits: str) -> bool:
    """Whether the digits are a payment card's: a known network and length, and the Luhn check digit."""
    if not _NETWORK.fullmatch(digits):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def redact_accounts(text: str) -> str:
    """The text with `[iban]` and `[card]` in the place of such numbers, however they are grouped."""
    return _CARD.sub(_hide_card, _IBAN.sub(_hide_iban, text))


def _hide_iban(match: re.Match[str]) -> str:
    found = match.group()
    wanted = _IBAN_LENGTH.get(found[:2].upper(), 0)
    # What follows an IBAN in a sentence may look like one more group, so the country says where it ends.
    end = count = 0
    for end, char in enumerate(found, start=1):  # noqa: B007
        count += char not in _SEPARATORS
        if count == wanted:
            break
    rest = found[end:]
    if rest[:1].isalnum() or not is_iban(found[:end].translate(_DROP_GAPS)):
        return found
    return "[iban]" + rest


def _hide_card(match: re.Match[str]) -> str:
    return "[card]" if is_card(match.group().translate(_DROP_GAPS)) else match.group()
