"""Numbers as English words, scales behind a number, and the signs of currencies."""

from __future__ import annotations

SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
COUNTS = {word: number for number, word in enumerate(SMALL)} | TENS
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SHORT_SCALES = {"k": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "bn": 10**9}
CURRENCY_SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD", "$": "USD", "C$": "CAD", "A$": "AUD",
}  # fmt: skip
