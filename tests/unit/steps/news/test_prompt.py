"""The instructions name every field that is asked for, and the day of publication when it is known."""

from __future__ import annotations

from datetime import date

from steps.news.prompt import INSTRUCTIONS, instructions
from steps.news.wire import NewsWire


def test_fields_that_need_a_rule_have_one() -> None:
    unexplained = {"language", "article_kind", "keywords", "sentiment", "headline_quote", "tone"}
    for name in NewsWire.model_fields.keys() - unexplained:
        assert name in INSTRUCTIONS, name


def test_the_day_of_publication_is_told_when_known() -> None:
    assert instructions(date(2026, 3, 12)).endswith("The article was published on 2026-03-12.")
    assert instructions(None) == INSTRUCTIONS.strip()
