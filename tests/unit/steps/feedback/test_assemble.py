"""From an answer to an item: quotes looked up and freed of personal data, dangers raised, scores kept honest."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.core.events import FeedbackItem
from steps.core.text.grounding import Grounding
from steps.feedback.assemble import assembled
from steps.feedback.models import Item
from steps.feedback.wire import WireItem

TEXT = "The export is broken since Monday, write to ann@example.org. Search is fast."


def said(**changes: Any) -> WireItem:
    plain = {
        "n": 0, "language": "en", "sentiment": "negative", "score": -0.6, "intent": "complaint", "urgency": "normal",
        "urgency_reason": None, "churn_risk": 0.4, "confidence": 0.9, "aspects": [],
    }  # fmt: skip
    return WireItem.model_validate({**plain, **changes})


def opinion(quote: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "aspect": "features",
        "theme": "export",
        "opinion": "broken",
        "polarity": "negative",
        "quote": quote,
    }
    return {**plain, **changes}


def one(answer: WireItem | None, text: str = TEXT, **source: Any) -> tuple[Item, Grounding]:
    item = FeedbackItem(id="x", text=text, **source)
    reads, grounding = assembled([item], {0: answer} if answer else {}, [0], "1-5")
    return reads[0].item, grounding


def test_a_quote_gets_its_offsets_in_the_item() -> None:
    item, grounding = one(
        said(aspects=[opinion("the export is broken".replace("the", "The")), opinion("fast")])
    )
    assert [TEXT[a.evidence.start : a.evidence.end] for a in item.aspects] == ["The export is broken", "fast"]
    assert [a.evidence.quote for a in item.aspects] == ["The export is broken", "fast"]
    assert (grounding.found, grounding.dropped) == (2, 0)


def test_an_invented_quote_is_dropped_with_its_opinion() -> None:
    item, grounding = one(
        said(aspects=[opinion("nobody ever said this sentence"), opinion("Search is fast")])
    )
    assert [aspect.evidence.quote for aspect in item.aspects] == ["Search is fast"]
    assert grounding.dropped == 1
    with pytest.raises(PermanentError, match="ungrounded"):
        grounding.require()


@pytest.mark.parametrize(
    "quote", ["broken since Monday, write to •••••••••••••••", "Monday, write to ann@example.org. Search"]
)
def test_no_quote_shows_personal_data(quote: str) -> None:
    item, _ = one(said(aspects=[opinion(quote)]))
    assert item.pii == ["email"]
    for aspect in item.aspects:
        assert "ann@" not in aspect.evidence.quote
        assert TEXT[aspect.evidence.start : aspect.evidence.end] == aspect.evidence.quote


def test_the_score_has_the_sign_of_the_sentiment() -> None:
    assert one(said(sentiment="positive", score=-0.7))[0].score == 0.7
    assert one(said(sentiment="negative", score=0.7))[0].score == -0.7
    assert one(said(sentiment="neutral", score=0.9))[0].score == 0.3


def test_code_names_dangers_and_a_reader_can_only_raise_them() -> None:
    text = "My lawyer will call, there is a data leak."
    item, _ = one(said(urgency="low"), text)
    assert item.urgency == "critical"
    assert item.urgency_reasons == ["data leak: “data leak”", "legal threat: “lawyer”"]
    item, _ = one(said(urgency="critical", urgency_reason=" all orders are lost "), "Our orders are lost.")
    assert (item.urgency, item.urgency_reasons) == ("critical", ["all orders are lost"])


def test_words_against_the_rating_are_a_conflict() -> None:
    assert one(said(), rating=5)[0].rating_conflict
    assert one(said(sentiment="positive", score=0.5), rating=1)[0].rating_conflict
    assert not one(said(), rating=2)[0].rating_conflict
    assert not one(said(sentiment="mixed"), rating=5)[0].rating_conflict
    assert not one(said())[0].rating_conflict


def test_an_item_without_an_answer_is_neutral() -> None:
    item, _ = one(None)
    assert (item.sentiment, item.score, item.intent, item.aspects) == ("neutral", 0.0, "other", [])


def test_spam_has_no_opinions_whatever_the_reader_says() -> None:
    assert one(said(intent="spam", aspects=[opinion("Search is fast")]))[0].aspects == []


def test_items_that_share_a_text_share_its_answer_and_keep_their_ids() -> None:
    sources = [FeedbackItem(id=id, text=TEXT) for id in ("a", "b")]
    reads, grounding = assembled(sources, {0: said(aspects=[opinion("Search is fast")])}, [0, 0], None)
    assert [read.item.id for read in reads] == ["a", "b"]
    assert reads[0].item.aspects == reads[1].item.aspects
    assert grounding.total == 1
