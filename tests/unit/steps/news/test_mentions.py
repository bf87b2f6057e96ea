"""Mentions are counted by code: the longest name wins, and words within words do not count."""

from __future__ import annotations

from typing import Any

import pytest

from steps.core.text.spans import Span
from steps.news.mentions import counted
from steps.news.wire import WireEntity


def entity(name: str, *others: str, type: Any = "organization") -> WireEntity:
    return WireEntity(name=name, other_names=list(others), type=type, sentiment=None)


def test_the_longest_name_wins_where_names_overlap() -> None:
    text = "Ostby Bank sued. The Bank of Ostby Bank lost; Ostby cheered, as did Ostbyans."
    counts = {
        found.name: found.mentions
        for found in counted(text, [entity("Ostby", type="place"), entity("Ostby Bank")], None)
    }
    assert counts == {"Ostby Bank": 2, "Ostby": 1}


def test_other_names_and_surnames_count() -> None:
    text = "Orla Quill came. Quill spoke. The mayor left, and Orla Quill's dog too."
    [person] = counted(text, [entity("Orla Quill", "The mayor", type="person")], None)
    assert person.mentions == 4
    assert [piece.quote for piece in person.evidence] == ["Orla Quill", "Quill", "The mayor", "Orla Quill"]


def test_a_shared_surname_counts_for_nobody() -> None:
    text = "Orla Quill and Bo Quill came. Quill spoke."
    people = counted(text, [entity("Orla Quill", type="person"), entity("Bo Quill", type="person")], None)
    assert [person.mentions for person in people] == [1, 1]


def test_a_name_may_be_broken_over_lines() -> None:
    [found] = counted("The Ostby\nBank lost. The Ostby Bank won.", [entity("Ostby\nBank")], None)
    assert (found.name, found.mentions) == ("Ostby Bank", 2)


def test_salience_rewards_mentions_earliness_and_the_headline() -> None:
    text = "Ostby wins\n\nOstby beat Quillmark, and Ostby smiled."
    first, second = counted(text, [entity("Quillmark"), entity("Ostby")], Span(0, 10))
    assert (first.name, first.salience, first.first_offset) == ("Ostby", 1.0, 0)
    assert second.salience == pytest.approx(0.5 / 3 + 0.3 * (1 - 23 / len(text)), abs=0.001)


def test_five_mentions_are_shown_all_are_counted() -> None:
    [found] = counted("Ostby. " * 9, [entity("Ostby")], None)
    assert (found.mentions, len(found.evidence)) == (9, 5)


@pytest.mark.parametrize("entities", [[], [entity("Nowhere")], [entity("x")]])
def test_what_is_not_there_is_no_entity(entities: list[WireEntity]) -> None:
    assert counted("A text about something else.", entities, None) == []
