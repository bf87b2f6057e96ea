"""No text of a row is obeyed by a terminal."""

from __future__ import annotations

import json

import pytest

from pipelines.commands.terminal.printable import one_line, printable, printable_json

HOSTILE = "\x1b]0;title\x07 \x1b[2J \x9b31m \x7f \x08 \r \u202e \u2066 \ud800"


def test_what_a_terminal_obeys_is_shown() -> None:
    shown = printable(HOSTILE)
    assert shown == "␛]0;title␇ ␛[2J \ufffd31m ␡ ␈ ␍ \ufffd \ufffd \ufffd"
    assert printable(shown) == shown


@pytest.mark.parametrize("text", ["", "two\nlines\tand a tab", "Ärger 界界 😀 é"])
def test_words_stay_as_they_are(text: str) -> None:
    assert printable(text) == text


def test_a_field_stays_in_its_line() -> None:
    assert one_line(" a\n\tb\r\nc\u2028d ") == "a b c d"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_json_means_the_same_and_can_be_written(encoding: str) -> None:
    value = {"message": HOSTILE + " Ä 界 😀"}
    text = printable_json(json.dumps(value, ensure_ascii=False), encoding)
    assert json.loads(text) == value
    assert text.isprintable()
    text.encode(encoding)
