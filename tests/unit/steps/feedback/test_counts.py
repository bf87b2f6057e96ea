"""Numbers: NPS and CSAT by definition, groups by time and segment, themes counted from the items."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.core.events import FeedbackItem
from steps.core.models import Evidence
from steps.feedback import advice, groups, ratings
from steps.feedback.assemble import AssembledItem
from steps.feedback.models import Aspect, Item
from steps.feedback.themes import themes


def item(id: str = "a", **changes: Any) -> Item:
    plain: dict[str, Any] = {
        "id": id, "language": None, "sentiment": "neutral", "score": 0.0, "aspects": [], "intent": "other",
        "urgency": "low", "urgency_reasons": [], "churn_risk": 0.1, "confidence": 1.0, "rating_conflict": False,
        "pii": [],
    }  # fmt: skip
    return Item.model_validate({**plain, **changes})


def about(polarity: str, quote: str = "the export is broken", aspect: str = "features") -> Aspect:
    evidence = Evidence(quote=quote, start=0, end=len(quote))
    return Aspect.model_validate(
        {"aspect": aspect, "opinion": "x", "polarity": polarity, "evidence": evidence}
    )


def test_nps_by_its_definition() -> None:
    nps = ratings.nps([10, 9, 8, 7, 6, 0, 9], "0-10")
    assert nps is not None
    assert (nps.promoters, nps.passives, nps.detractors, nps.n, nps.score) == (3, 2, 2, 7, Decimal("14.3"))


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_always_adds_up(given_ratings: list[int]) -> None:
    nps = ratings.nps(given_ratings, "0-10")
    assert nps is not None
    assert nps.promoters + nps.passives + nps.detractors == nps.n == len(given_ratings)
    assert -100 <= nps.score <= 100


def test_each_scale_has_its_own_figure_and_no_scale_has_none() -> None:
    assert ratings.nps([1, 5], "1-5") is None
    assert ratings.nps([9], None) is None
    assert ratings.csat([9], "0-10") is None
    assert ratings.csat([], "1-5") is None
    csat = ratings.csat([5, 4, 3, 1], "1-5")
    assert csat is not None
    assert (csat.n, csat.mean, csat.pct_4_5) == (4, Decimal("3.25"), Decimal("50.0"))


@pytest.mark.parametrize(
    ("rating", "scale", "unit"),
    [
        (0, "0-10", -1.0),
        (10, "0-10", 1.0),
        (3, "1-5", 0.0),
        (5, "1-5", 1.0),
        (0, "1-5", None),
        (7, None, None),
    ],
)
def test_ratings_from_minus_one_to_one(rating: float, scale: str | None, unit: float | None) -> None:
    assert ratings.unit(rating, scale) == unit


def sources(*days: Any) -> list[FeedbackItem]:
    return [FeedbackItem(id=f"i{n}", text="x", date=day) for n, day in enumerate(days)]


@pytest.mark.parametrize(
    ("span", "periods"),
    [
        (3, ["2026-01-31", "2026-02-03"]),
        (20, ["2026-W05", "2026-W08"]),
        (100, ["2026-01", "2026-05"]),
    ],
)
def test_time_is_cut_by_how_long_it_is(span: int, periods: list[str]) -> None:
    first = date(2026, 1, 31)
    found = groups.trend(sources(first + timedelta(days=span), None, first), [item(), item(), item()])
    assert [period.period for period in found] == periods
    assert [period.n for period in found] == [1, 1]


def test_a_moment_counts_for_its_own_day() -> None:
    found = groups.trend(sources(datetime(2026, 1, 31, 23, 59, tzinfo=UTC)), [item(sentiment="positive")])
    assert (found[0].period, found[0].net_sentiment) == ("2026-01-31", 1.0)


def test_no_dates_no_trend() -> None:
    assert groups.trend(sources(None, None), [item(), item()]) == []


def test_segments_largest_first() -> None:
    given_sources = [
        FeedbackItem(id=str(n), text="x", segment=s) for n, s in enumerate(["b", " a ", "a", None])
    ]
    items = [item(), item(sentiment="positive"), item(sentiment="negative"), item()]
    found = groups.segments(given_sources, items)
    assert [(s.segment, s.n, s.net_sentiment) for s in found] == [("a", 2, 0.0), ("b", 1, 0.0)]


def test_duplicates_are_the_same_words_whatever_their_dress() -> None:
    texts = ["It is broken again!", "it is   BROKEN, again", "Great", "great", "It is broken once again"]
    given_sources = [FeedbackItem(id=str(n), text=text) for n, text in enumerate(texts)]
    assert groups.duplicates(given_sources) == [["0", "1"]]


def test_names_of_several_batches_become_one_theme() -> None:
    reads = [
        AssembledItem(item("a", aspects=[about("negative")]), ["App crashes"]),
        AssembledItem(item("b", aspects=[about("negative", "crashing a lot")]), ["app crash"]),
        AssembledItem(item("c", aspects=[about("positive", "never crashes")]), ["app crashes"]),
        AssembledItem(item("d", aspects=[about("negative", aspect="reliability")]), ["app crashes"]),
    ]
    first, second = (spoken.theme for spoken in themes(reads))
    assert (first.name, first.aspect, first.count, first.share) == ("app crashes", "features", 3, 0.75)
    assert first.net_sentiment == round(-1 / 3, 3)
    assert first.item_ids == ["a", "b", "c"]
    assert [quote.item_id for quote in first.quotes] == ["a", "b", "c"]
    assert (second.aspect, second.count) == ("reliability", 1)


def test_an_item_counts_once_for_a_theme() -> None:
    reads = [
        AssembledItem(
            item("a", aspects=[about("negative"), about("positive", "but the export is fast")]),
            ["export", "export"],
        )
    ]
    [theme] = (spoken.theme for spoken in themes(reads))
    assert (theme.count, theme.net_sentiment, len(theme.quotes)) == (1, 0.0, 1)


def test_with_many_shared_themes_single_mentions_are_left_out() -> None:
    names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa"]
    reads = [
        AssembledItem(item(f"{n}{name}", aspects=[about("negative")]), [name])
        for name in names
        for n in (1, 2)
    ]
    reads.append(AssembledItem(item("single", aspects=[about("negative")]), ["omega"]))
    assert sorted(spoken.theme.name for spoken in themes(reads)) == sorted(names)


def test_escalations_worst_first() -> None:
    items = [
        item("calm"),
        item("leaving", churn_risk=0.8),
        item("high", urgency="high", urgency_reasons=["legal threat: “lawyer”"]),
        item("spam", intent="spam", urgency="critical"),
        item("critical", urgency="critical"),
    ]
    assert [(e.item_id, e.why) for e in advice.escalations(items)] == [
        ("critical", "critical: judged so by the reader"),
        ("high", "high: legal threat: “lawyer”"),
        ("leaving", "may leave: churn risk 80%"),
    ]


def test_recommendations_follow_complaints_and_wishes_not_praise() -> None:
    reads = [
        AssembledItem(item("a", aspects=[about("negative")]), ["export"]),
        AssembledItem(item("b", aspects=[about("negative")]), ["export"]),
        AssembledItem(item("c", aspects=[about("neutral", aspect="usability")]), ["menu"]),
        AssembledItem(item("d", aspects=[about("positive", aspect="support")]), ["support"]),
    ]
    found = advice.recommendations(themes(reads), len(reads))
    assert [(r.theme, r.item_ids) for r in found] == [("export", ["a", "b"]), ("menu", ["c"])]
    assert found[0].text.startswith("Export: ")
    assert found[0].text.endswith("2 of 4 items complain about it.")
    assert found[1].text.endswith("1 of 4 items asks about it.")
