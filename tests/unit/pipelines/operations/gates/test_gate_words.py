"""Limits in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.operations.gates import gate_words
from pipelines.operations.gates.gate_views import Change, Declared, KeyView, LimitView

AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def limit(
    kind: str, n: int | None, every: float | None = None, per: str | None = None, **known: Any
) -> LimitView:
    told = {"burst": 1, "at_most": None, "on_excess": "wait", "collect": False, **known}
    declared = Declared(n=n, every=every, **told)
    bound = {} if kind in ("quiet", "batch") else {"n": n, "every": every}
    return LimitView(name="x", kind=kind, per=per, declared=declared, pipelines=[], **bound)


@pytest.mark.parametrize(
    ("given", "bound", "meaning"),
    [
        (limit("concurrent", 5, per="tenant"), "5 each", "at most 5 at once for each tenant; what exceeds it waits"),
        (limit("concurrent", 1, on_excess="skip"), "1", "what exceeds it is skipped"),
        (limit("rate", 100, 60, burst=5), "100 per min", "Declared: 100 per min, 5 at once after a rest;"),
        (limit("rate", 3, 7200), "3 per 2 h", "3 per 2 h"),
        (limit("quiet", None, 30, at_most=300), "quiet for 30 s, at most 5 min", "one job goes for the events"),
        (limit("batch", 50, 60), "batches of 50 in 1 min", "Batches of 50 in 1 min"),
        (LimitView(name="x", kind="pipeline", per=None, declared=None, pipelines=[]), "none", "A pipeline"),
        (LimitView(name="x", kind="gone", per=None, declared=None, pipelines=[]), "none", "stops nobody"),
    ],
)  # fmt: skip
def test_what_a_limit_means(given: LimitView, bound: str, meaning: str) -> None:
    assert gate_words.in_force(given) == bound
    assert meaning in gate_words.meaning(given)


def test_what_people_changed_says_who_until_when_and_why() -> None:
    change = Change(key=None, n=20, every=None, until=AT, who="ann", why="a large import", at=AT)
    use = KeyView(
        gate="x=1", key="1", override=change, paused=change.model_copy(update={"n": None, "until": None})
    )
    paused, bounded = gate_words.changes(use)
    assert paused == "paused by ann: a large import"
    assert bounded.startswith("set to 20 by ann until 2026-01-31 ")
    assert bounded.endswith(": a large import")


def test_more_may_wait_than_was_counted() -> None:
    assert gate_words.waiting(KeyView(gate="x=1", key="1", waiting=10_000, waiting_more=True)) == "10,000+"


def test_a_time_of_today_needs_no_day() -> None:
    now = AT.astimezone()
    assert gate_words.clock(AT, now) == f"{now:%H:%M}"
    assert gate_words.clock(AT, now.replace(year=2027)) == f"{now:%Y-%m-%d %H:%M}"


def test_what_somebody_wrote_on_two_lines_stays_on_one() -> None:
    assert gate_words.one_line(" planned\n\tmaintenance ") == "planned maintenance"
