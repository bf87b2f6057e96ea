"""Names at the beginning of a line, with and without times, and what only looks like one."""

from __future__ import annotations

import pytest

from steps.meetings.transcripts.labels import heading_of, label_of, looks_like_a_name


@pytest.mark.parametrize(
    ("line", "name", "words", "start_ms"),
    [
        ("Ana: Hello", "Ana", "Hello", None),
        ("Ana Ruiz: Hello: you", "Ana Ruiz", "Hello: you", None),
        ("PhD A: so 12:30", "PhD A", "so 12:30", None),
        ("[00:01:05] Speaker A: Hello", "Speaker A", "Hello", 65_000),
        ("00:01:05.250 - Ana: Hello", "Ana", "Hello", 65_250),
        ("Ana (1:05): Hello", "Ana", "Hello", 65_000),
        ("**Ana Ruiz:** Hello", "Ana Ruiz", "Hello", None),
        ("- Dr. O'Neil-Sanz: Hello", "Dr. O'Neil-Sanz", "Hello", None),
        ("Kirsty Williams AM: Thank you", "Kirsty Williams AM", "Thank you", None),
        ("[Ana]: Hello", "Ana", "Hello", None),
        ("Ana:", "Ana", "", None),
        ("Łucja Żak: Dzień dobry", "Łucja Żak", "Dzień dobry", None),
    ],
)
def test_a_name_and_its_words(line: str, name: str, words: str, start_ms: int | None) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.name, line[label.end :], label.start_ms) == (name, words, start_ms)


@pytest.mark.parametrize(
    "line",
    [
        "no colon here",
        "http://example.com is down",
        "at 10:30 we start",
        "One, two, three, four: five",
        ": x",
        "",
    ],
)
def test_no_name(line: str) -> None:
    label = label_of(line)
    assert label is None or not looks_like_a_name(label.name)


@pytest.mark.parametrize(
    ("line", "name", "start_ms"),
    [
        ("Ana Ruiz  0:03", "Ana Ruiz", 3_000),
        ("Ana Ruiz 00:12:05", "Ana Ruiz", 725_000),
        ("0:03 Ana Ruiz", "Ana Ruiz", 3_000),
        ("**Tom** 1:02:03", "Tom", 3_723_000),
    ],
)
def test_a_heading(line: str, name: str, start_ms: int) -> None:
    label = heading_of(line)
    assert label is not None
    assert (label.name, label.end, label.start_ms) == (name, len(line), start_ms)


@pytest.mark.parametrize("line", ["Ana Ruiz", "0:03", "we met at 10:30 and left", "Ana: 0:03 hello"])
def test_no_heading(line: str) -> None:
    assert heading_of(line) is None


@pytest.mark.parametrize("name", ["Ana", "Ludwig van Beethoven", "Speaker 1", "PM", "María del Mar"])
def test_like_a_name(name: str) -> None:
    assert looks_like_a_name(name)


@pytest.mark.parametrize("name", ["Note", "the point is", "Action items", "What he said", "https"])
def test_unlike_a_name(name: str) -> None:
    assert not looks_like_a_name(name)
