"""Personal data is found, named by kind and blotted out in place; numbers of other sorts are left alone."""

from __future__ import annotations

import pytest

from steps.feedback.pii import blotted, find, kinds


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("write to Ann.Lee+x@mail.example.co.uk please", "email", "Ann.Lee+x@mail.example.co.uk"),
        ("IBAN DE89 3704 0044 0532 0130 00 thanks", "iban", "DE89 3704 0044 0532 0130 00"),
        ("iban gb82west12345698765432.", "iban", "gb82west12345698765432"),
        ("card 4111 1111 1111 1111 was charged", "card", "4111 1111 1111 1111"),
        ("call +49 30 1234567 today", "phone", "+49 30 1234567"),
        ("call (512) 555-0134", "phone", "(512) 555-0134"),
        ("mein Telefon 030 1234567", "phone", "030 1234567"),
        ("my number is 5550134", "phone", "5550134"),
        ("I live at 42 Old Mill Road, Austin", "address", "42 Old Mill Road"),
        ("Musterstraße 12, 10115 Berlin", "address", "Musterstraße 12, 10115 Berlin"),
        ("send it to P.O. Box 119", "address", "P.O. Box 119"),
    ],
)
def test_it_is_found(text: str, kind: str, value: str) -> None:
    [found] = find(text)
    assert (found.kind, text[found.start : found.end]) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "order 4512345678901 of 2026-01-31 12:30",
        "card 4111 1111 1111 1112 fails its check digit",
        "DE00 3704 0044 0532 0130 00 is no IBAN",
        "we paid 1,200,000 in 2024-2025",
        "version 10.15.7, build 20230101, address 192.168.100.200",
        "I waited 10 days on St Patrick's and 12 Months Way too long",
        "5 stars, 20 miles, 30 minutes",
        "no digits at all",
        "my order 63233821-3165-5424-1526-402517727647 is late",  # in it, digits of a card
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find(text) == []


def test_blots_keep_every_other_character_in_its_place() -> None:
    text = "Mail ann@example.org or call +1 512 555 0134, thanks"
    found = find(text)
    hidden = blotted(text, found)
    assert len(hidden) == len(text)
    assert hidden.startswith("Mail •••")
    assert hidden.endswith(", thanks")
    assert not any(character.isdigit() or character == "@" for character in hidden)
    assert kinds(found) == ["email", "phone"]
