"""Direct speech is found between its marks, and the speaker where the sentence names one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.emulators.rules.news.entities import Mention
from pipelines.emulators.rules.news.quoted_speech import quoted, sayings
from steps.core.text.spans import Span
from steps.news.article import Article

Named = Callable[[str], tuple[Article, list[Mention]]]
WORDS = "we will have to close the bridge for a year"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f'"{WORDS}," Mayor Orla Quill said.', "Orla Quill"),
        (f'"{WORDS}," said Orla Quill, the mayor.', "Orla Quill"),
        (f"“{WORDS},” said Mayor Orla Quill.", "Orla Quill"),
        (f'Orla Quill, the mayor of Ostby, said: "{WORDS}."', "Orla Quill"),
        (f'As Orla Quill told The Ostby Post, "{WORDS}."', "Orla Quill"),
        (f'According to Orla Quill, "{WORDS}."', "Orla Quill"),
        (f'Mayor Orla Quill came late. "{WORDS}," she said.', "Orla Quill"),
        (f'"{WORDS}," a spokesman said.', "a spokesman"),
        (f'"{WORDS}," said a union official on Monday.', "a union official"),
        (f'The council warned, "{WORDS}."', "The council"),
        (f'On the wall somebody had painted "{WORDS}" in red.', None),
        (f'It said "{WORDS}" on the wall.', None),
    ],
)
def test_the_speaker_is_named_where_the_sentence_names_one(
    named: Named, text: str, speaker: str | None
) -> None:
    [saying] = sayings(*named(text))
    assert text[saying.start : saying.end].rstrip(".") == WORDS
    assert saying.speaker == speaker


def test_a_second_part_goes_on_with_the_same_speaker(named: Named) -> None:
    text = (
        f'"{WORDS}," Mayor Orla Quill said. "Nobody wanted that to happen here."'
        '\n\n"It is a sad day for the whole town."'
    )
    assert [saying.speaker for saying in sayings(*named(text))] == ["Orla Quill"] * 3


@pytest.mark.parametrize(
    "text", ['It stood in "approved security cabinets" there.', 'The song "Green River" won.']
)
def test_terms_and_titles_are_no_speech(named: Named, text: str) -> None:
    assert sayings(*named(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a "b c" d "e"', ["b c", "e"]),
        ("„so“ und «so»", ["so", "so"]),
        ('He wrote "and it goes on', ["and it goes on"]),
        ('a 12" pipe', []),
        ('""', []),
    ],
)
def test_what_stands_between_marks(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in quoted(text, Span(0, len(text)))] == expected
