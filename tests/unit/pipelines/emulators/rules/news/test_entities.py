"""Names are found, typed and grouped by rules; what the rules cannot tell is `other` or left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.emulators.rules.news.entities import Mention, entities, settled
from steps.news.article import Article
from steps.news.wire import WireEntity

Named = Callable[[str], tuple[Article, list[Mention]]]


@pytest.fixture
def found(named: Named) -> Callable[[str], dict[str, WireEntity]]:
    def found(text: str) -> dict[str, WireEntity]:
        piece, mentions = named(text)
        return {entity.name: entity for entity in entities(piece, mentions)}

    return found


Found = Callable[[str], dict[str, WireEntity]]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("We met Professor Orla Quill there.", "Orla Quill", "person"),
        ("The spokesperson Brenna Haldor left.", "Brenna Haldor", "person"),
        ("Yesterday Tarn Uldis, a farmer, came.", "Tarn Uldis", "person"),
        ("Then Uldis Tarnow said nothing.", "Uldis Tarnow", "person"),
        ("Then Kwan Mei-ling went home.", "Kwan Mei-ling", "person"),
        ("The Minister of Health Maria Ostby left.", "Maria Ostby", "person"),
        ("It was the University of Ostby that paid.", "University of Ostby", "organization"),
        ("Talks at the Ministry of Fish and Ships ended.", "Ministry of Fish and Ships", "organization"),
        ("Shares of Quillmark Ltd fell.", "Quillmark Ltd", "organization"),
        ("It was Quillmark officials who knew.", "Quillmark", "organization"),
        ("She is head of Lumen Ark now.", "Lumen Ark", "organization"),
        ("They moved to Norway in spring.", "Norway", "place"),
        ("He lives near Ostby now.", "Ostby", "place"),
        ("They crossed the Quill River at night.", "Quill River", "place"),
        ("She won at the Ostby Film Festival there.", "Ostby Film Festival", "event"),
        ("They broke the Clean Harbour Act there.", "Clean Harbour Act", "law"),
    ],
)
def test_a_name_is_typed(found: Found, text: str, name: str, kind: str) -> None:
    assert {entity.name: entity.type for entity in found(text).values()} == {name: kind}


@pytest.mark.parametrize(
    "text",
    [
        "However, nobody came. Results were poor.",
        "On Monday in March it rained.",
        "The Italian and Canadian rules differ.",
        "Water is cold. The water was clean.",
    ],
)
def test_capitals_alone_make_no_name(found: Found, text: str) -> None:
    assert found(text) == {}


def test_a_surname_belongs_to_the_full_name(found: Found) -> None:
    [person] = found("Professor Orla Quill spoke first. Quill then left, and Quill's sister stayed.").values()
    assert (person.name, person.other_names) == ("Orla Quill", ["Quill"])


def test_an_acronym_in_brackets_belongs_to_what_it_stands_for(found: Found) -> None:
    [body] = found("The Ostby Harbour Authority (OHA) paid. Later the OHA sued.").values()
    assert (body.name, body.other_names) == ("Ostby Harbour Authority", ["OHA"])


def test_forms_of_one_country_are_one(found: Found) -> None:
    [country] = found("It left the U.S. for good, and the United States knew.").values()
    assert (country.name, country.other_names) == ("U.S.", ["United States"])


def test_a_possessive_ends_a_name(found: Found) -> None:
    assert set(found("It was Norway's Prime Minister, Orla Quill, said they.")) == {"Norway", "Orla Quill"}


def test_a_name_of_unknown_kind_needs_two_mentions(found: Found) -> None:
    assert found("They saw Vexillum Tandy once.") == {}
    assert found("They saw Vexillum Tandy and heard Vexillum Tandy sing.")["Vexillum Tandy"].type == "other"


def test_every_mention_gets_the_kind_they_settled_on(named: Named) -> None:
    piece, mentions = named("Trust in Quillmark fell. It was Quillmark officials who knew.")
    assert {m.type for m in settled(mentions, entities(piece, mentions))} == {"organization"}
