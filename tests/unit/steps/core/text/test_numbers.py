"""Words and signs mean the numbers and currencies that they should."""

from __future__ import annotations

from steps.core.text.numbers import COUNTS, CURRENCY_SIGNS, SCALES, SHORT_SCALES


def test_words_count() -> None:
    assert (COUNTS["zero"], COUNTS["twelve"], COUNTS["nineteen"], COUNTS["ninety"]) == (0, 12, 19, 90)
    assert len(COUNTS) == 28


def test_scales() -> None:
    assert (SCALES["hundred"], SCALES["trillion"]) == (100, 1_000_000_000_000)
    assert {SHORT_SCALES[short] for short in ("m", "mm", "mn")} == {SCALES["million"]}
    assert (SHORT_SCALES["k"], SHORT_SCALES["bn"]) == (SCALES["thousand"], SCALES["billion"])


def test_the_longer_sign_of_a_currency_comes_first() -> None:
    assert [sign for sign, code in CURRENCY_SIGNS.items() if code == "USD"] == ["US$", "$"]
