"""Bytes become text or are refused by name; text falls into paragraphs and sentences."""

from __future__ import annotations

import pytest

from steps.core.errors import PermanentError
from steps.core.text.spans import Span, decode, paragraphs, sentences, trimmed, words


def split(text: str) -> list[str]:
    return [sentence.of(text) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 and so on", "not_text"),
        (b"PK\x03\x04word/document.xml", "not_text"),
        (b"{\\rtf1 text}", "not_text"),
        (b"RIFF\xff\xfe\x00\x00WAVE", "not_text"),
        ("Ein Text".encode("utf-16"), "not_text"),
        ("Café au lait".encode("latin-1"), "not_text"),
        (b"text with a \x00 byte", "not_text"),
        (b"<!DOCTYPE html><html>text</html>", "not_text"),
        (b"\x01\x02\x03 abc", "not_text"),
        (b"", "empty_document"),
        (b" \n\t ", "empty_document"),
        (b"... 123 !", "empty_document"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(PermanentError) as caught:
        decode(data)
    assert caught.value.code == code


def test_a_byte_order_mark_and_line_ends_stay_so_that_offsets_hold() -> None:
    data = b"\xef\xbb\xbfOne.\r\nTwo."
    assert decode(data) == data.decode("utf-8")


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
