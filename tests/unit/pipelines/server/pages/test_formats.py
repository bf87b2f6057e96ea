"""Figures as people read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from pipelines.server.pages import formats
from pipelines.server.pages.page_templates import STATIC

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (-1, "0 ms"),
        (0, "0 ms"),
        (0.0421, "42 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (3.14, "3.1 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (75, "1 min 15 s"),
        (3599.6, "1 h 0 min"),
        (7384, "2 h 3 min"),
        (86_399, "23 h 59 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (75, "75 s"),
        (120, "2 min"),
        (14_400, "4 h"),
        (5_400, "90 min"),
        (0.5, "0.5 s"),
        (615, "10 min"),
        (7215, "2 h"),
        (90, "90 s"),
    ],
)
def test_limits_are_the_round_numbers_that_somebody_chose(seconds: float | None, text: str) -> None:
    assert formats.limit(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "now"),
        (12.9, "12 s ago"),
        (59.9, "59 s ago"),
        (60, "1 min ago"),
        (3_600, "1 h ago"),
        (200_000, "2 d ago"),
        (-300, "in 5 min"),
    ],
)
def test_ages(seconds: float, text: str) -> None:
    assert formats.age(NOW - timedelta(seconds=seconds), NOW) == text


def test_exact_times_are_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5)))
    assert formats.exact(there) == "2026-01-31 09:30:00.000 UTC"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "–"),
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (466_000, "466 kB"),
        (2_200_000_000, "2.2 GB"),
        (10**16, "10000 TB"),
    ],
)
def test_sizes(count: int | None, text: str) -> None:
    assert formats.size(count) == text


def test_money_shows_small_amounts_and_never_a_price_that_nobody_knows() -> None:
    amounts = (None, Decimal(0), Decimal("0.0123"), Decimal("12.345"))
    assert [formats.money(amount) for amount in amounts] == ["–", "$0", "$0.0123", "$12.34"]


def test_only_all_is_a_hundred_percent() -> None:
    assert [formats.percent(part, 1000) for part in (0, 999, 1000)] == ["0 %", "99 %", "100 %"]
    assert formats.percent(0, 0) == "–"


def test_ids_are_shortened_in_the_middle() -> None:
    assert formats.short_id("01890000-0000-7000-8000-00000000abcd") == "0189000000..00abcd"
    assert formats.short_id("order-17 of 2026-01-31") == "order-17 of 2026-01-31"
    assert formats.short_id("a" * 30 + "12345") == "a" * 22 + "…12345"


def test_the_script_on_the_page_knows_the_same_units() -> None:
    script = (STATIC / "times.js").read_text(encoding="utf-8")
    for size, unit in formats._AGES:
        assert f'[{size}, "{unit}"]' in script
    assert re.search(r"< 0\.9995\).*ms", script)
    assert re.search(r"< 59\.95\).* s`", script)
