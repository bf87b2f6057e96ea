"""Text falls into paragraphs, sentences and words."""

from __future__ import annotations

import pytest

from steps.core.text.spans import DisjointSpans, Span, covered, paragraphs, sentences, trimmed, words


def split(text: str) -> list[str]:
    return [sentence.of(text) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Ek met Dr. Li. They left.", ["Mr. Ek met Dr. Li.", "They left."]),
        ("It cost $3.5 million. Why?", ["It cost $3.5 million.", "Why?"]),
        ("The U.S. Navy came. It left.", ["The U.S. Navy came.", "It left."]),
        ("He lives in the U.S. The end.", ["He lives in the U.S.", "The end."]),
        ("J. K. Berg wrote it. We read it.", ["J. K. Berg wrote it.", "We read it."]),
        ('"Go on," he said. "We wait."', ['"Go on," he said.', '"We wait."']),
        ("She said “Stop!” and left. Rain fell.", ["She said “Stop!” and left.", "Rain fell."]),
        ("It was ... well, over. Yes.", ["It was ... well, over.", "Yes."]),
        ("He said it [...] Then he went.", ["He said it [...] Then he went."]),
        ("人口は約1億人です。島国です。", ["人口は約1億人です。", "島国です。"]),
        ("No stop at the end", ["No stop at the end"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_sentences_never_cross_a_paragraph() -> None:
    assert split("A headline without a stop\n\nThe text. More text.") == [
        "A headline without a stop",
        "The text.",
        "More text.",
    ]


def test_lines_of_one_paragraph_are_joined() -> None:
    text = "The council met on Monday and talked\nabout the bridge for three hours and\nthen went home."
    assert [span.of(text) for span in paragraphs(text)] == [text]


def test_paragraphs_may_be_lines() -> None:
    text = f"{'One long line of text. ' * 10}\n{'Another long line here. ' * 10}"
    assert len(paragraphs(text)) == 2


def test_trimmed_leaves_nothing_invisible_at_the_ends() -> None:
    text = "\ufeff \n word \u200b\n"
    assert trimmed(text, 0, len(text)).of(text) == "word"
    assert trimmed("  ", 0, 2) == Span(2, 2)


def test_words_keep_apostrophes_and_numbers() -> None:
    assert words("It’s the bank's 2nd half-year.") == ["It’s", "the", "bank's", "2nd", "half", "year"]


def test_the_first_that_asks_for_a_place_has_it() -> None:
    places = DisjointSpans()
    asked = [(5, 9), (0, 5), (9, 12), (8, 10), (4, 6), (12, 13), (0, 20), (20, 21)]
    assert [places.take(*each) for each in asked] == [True, True, True, False, False, True, False, True]


def test_covered_text_keeps_its_length() -> None:
    assert covered("Call 555 or 777.", [(5, 8), (12, 15)], "•") == "Call ••• or •••."
    assert covered("as it is", [], " ") == "as it is"


def test_no_sentence_is_endless() -> None:
    assert {len(span.of("a" * 10_000)) for span in sentences("a" * 10_000)} == {4_000, 2_000}
    assert max(span.end - span.start for span in sentences("and so on " * 1_000)) <= 4_000
