"""Wording is called good or bad only when one side is clear."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.news.tone import keywords, loaded_terms, sentiment


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A great success: the rescued children are safe and happy, and all celebrate.", "positive"),
        ("The attack killed dozens, injured many and destroyed the damaged hospital.", "negative"),
        ("The council met on Monday and will meet again in June.", "neutral"),
        ("A good day.", "neutral"),
        ("It was not safe, not good, not happy, never a success and no victory.", "negative"),
        ("good great safe happy win success but dead killed attack crash loss war", "mixed"),
    ],
)
def test_the_label(text: str, label: str) -> None:
    found = sentiment(text)
    assert found.label == label
    assert -1 <= found.score <= 1


def test_terms_that_judge_are_listed_once_as_written() -> None:
    text = "The Regime slammed the so-called deal. The regime then slammed it again."
    assert loaded_terms(text) == ["Regime", "slammed", "so-called"]


def test_plain_words_do_not_judge() -> None:
    assert loaded_terms("The council closed the bridge on Monday.") == []


def test_keywords_are_names_and_words_that_recur() -> None:
    sentences = [["The", "bridge", "closed"], ["Ostby", "bridge"], ["the", "bridge", "again"]]
    assert keywords(sentences, ["Ostby"]) == ["Ostby", "bridge"]
