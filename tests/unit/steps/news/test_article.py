"""Headline, byline, date line and body are told apart; what is no part of the article is left out."""

from __future__ import annotations

from datetime import date

import pytest

from steps.news.article import article

BODY = "The council met for three hours on the bridge. It then went home without a vote."


def test_the_parts_of_an_article() -> None:
    text = f"Council meets on the bridge\n\nBy Ada Ek and Bo Li\n\nMonday, May 18, 2015\n\n{BODY}\n\nSources\n\nRadio"
    piece = article(text)
    assert piece.headline is not None
    assert piece.headline.of(text) == "Council meets on the bridge"
    assert piece.byline is not None
    assert piece.byline.of(text) == "Ada Ek and Bo Li"
    assert piece.date_line is not None
    assert piece.date_line.of(text) == "Monday, May 18, 2015"
    assert piece.published == date(2015, 5, 18)
    assert [span.of(text) for span in piece.body] == [BODY]
    assert len(piece.sentences) == 2


@pytest.mark.parametrize(
    "opening",
    ["TAIPEI, Taiwan — ", "LONDON (Reuters) - ", "Vellmar – ", "New York, March 3 — "],
)
def test_a_place_before_a_dash_is_no_part_of_the_sentence(opening: str) -> None:
    text = f"A headline\n\n{opening}{BODY}"
    assert article(text).sentences[0].of(text) == "The council met for three hours on the bridge."


def test_a_dash_within_a_sentence_cuts_nothing() -> None:
    text = "A headline\n\nThe council – all nine of them – met for three hours."
    assert article(text).sentences[0].of(text) == "The council – all nine of them – met for three hours."


def test_a_date_line_may_run_into_the_text() -> None:
    text = f"A headline\n\nFriday, August 15, 2008 {BODY}"
    piece = article(text)
    assert piece.published == date(2008, 8, 15)
    assert piece.body[0].of(text) == BODY


@pytest.mark.parametrize("text", [BODY, "Just one line", '"\n\nThe rest of it.', f"{BODY}\n\n{BODY}"])
def test_without_a_headline_there_is_none(text: str) -> None:
    assert article(text).headline is None


def test_a_byline_is_no_headline() -> None:
    piece = article(f"By Ada Ek\n\n{BODY}")
    assert piece.headline is None
    assert piece.byline is not None


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_nothing_has_no_parts(text: str) -> None:
    piece = article(text)
    assert (piece.headline, piece.body, piece.sentences) == (None, [], [])
