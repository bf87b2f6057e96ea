"""Words, minutes and grade are plain counts."""

from __future__ import annotations

import pytest

from steps.core.text.spans import sentences
from steps.news.reading import reading

EASY = "The cat sat on the mat. The dog ran to the cat. We all ran too."
HARD = (
    "Notwithstanding considerable administrative opposition, the intergovernmental commission unanimously recommended "
    "comprehensive constitutional modifications."
)


def test_words_and_minutes() -> None:
    text = "word " * 476 + "."
    found = reading(text, sentences(text), "en")
    assert (found.words, found.minutes) == (476, 2.0)


def test_the_grade_of_a_known_text() -> None:
    # 16 words in 3 sentences, one syllable each: 0.39 * 16/3 + 11.8 * 1 - 15.59
    assert reading(EASY, sentences(EASY), "en").grade == -1.7


def test_hard_prose_has_a_higher_grade() -> None:
    grade = reading(HARD, sentences(HARD), "en-GB").grade
    assert grade is not None
    assert grade > 16


@pytest.mark.parametrize("language", ["de", None])
def test_the_grade_is_for_english_alone(language: str | None) -> None:
    assert reading(EASY, sentences(EASY), language).grade is None


def test_no_sentences_no_grade() -> None:
    assert reading("", [], "en").model_dump() == {"words": 0, "minutes": 0.0, "grade": None}
