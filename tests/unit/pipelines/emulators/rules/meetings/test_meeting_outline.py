"""Topics by rules: borders where the words change, titles from the words that set a part apart."""

from __future__ import annotations

import random

import pytest

from pipelines.emulators.rules.meetings.language.salience import different, ranked
from pipelines.emulators.rules.meetings.meeting_outline import frequencies, outline, title
from pipelines.emulators.rules.meetings.topic_segmentation import borders
from steps.meetings.text.stems import stems
from steps.meetings.transcripts.numbered import NumberedTurn
from tests.unit.steps.meetings.conftest import Heard

SUBJECTS = {
    "garden": "soil seeds watering compost tomatoes greenhouse fence weeds harvest",
    "server": "database backup latency deployment cluster network outage monitoring disk",
    "travel": "flights hotel visa luggage taxi airport itinerary passport booking",
}


def talk(order: list[str], turns: int, seed: int = 1) -> list[NumberedTurn]:
    """Turns of words drawn from one subject after the other."""
    chance = random.Random(seed)
    said = [
        " ".join(chance.choices(SUBJECTS[subject].split(), k=8)) for subject in order for _ in range(turns)
    ]
    return [NumberedTurn(n, f"P{n % 3}", text) for n, text in enumerate(said)]


@pytest.mark.parametrize("turns", [20, 60])
def test_borders_stand_where_the_words_change(turns: int) -> None:
    found = borders(talk(["garden", "server", "travel"], turns))
    assert found == [turns, 2 * turns]


def test_one_subject_has_no_border() -> None:
    assert borders(talk(["garden"], 80)) == []


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_meeting_of_few_turns_has_no_border(count: int) -> None:
    assert borders(talk(["garden"], count or 1)[:count]) == []


def test_words_that_open_a_subject_move_the_border() -> None:
    turns = talk(["garden", "server"], 20)
    turns[21] = NumberedTurn(21, "P0", "Okay, the next item is the database and its backup")
    plain = NumberedTurn(20, "P2", "watering the database")
    assert borders([*turns[:20], plain, *turns[21:]]) == [21]


def test_a_long_meeting_is_cut_within_seconds() -> None:
    order = [subject for _ in range(5) for subject in SUBJECTS]
    assert len(borders(talk(order, 600))) >= 4


def test_titles_are_the_words_of_a_part(heard: Heard) -> None:
    garden = [f"Ana: The compost and the greenhouse need watering {n} times a week." for n in range(4)]
    server = [f"Tom: The database backup ran {n} times during the outage." for n in range(4)]
    _, said = heard("\n".join([*garden, *server]))
    assert set(title(said[:4], frequencies(said)).lower().split(", ")) <= {
        "compost",
        "greenhouse",
        "need",
        "watering",
        "times",
    }
    assert "database" in title(said[4:], frequencies(said)).lower()


def test_every_topic_has_a_sentence_that_is_said_in_it(heard: Heard) -> None:
    seen, _ = heard(
        "Ana: The compost is ready for the garden.\nTom: Then we spread it in the garden.\nAna: Good."
    )
    [topic] = outline(seen).topics
    assert topic.start_turn == 0
    assert topic.cites[0].quote in seen.turns[topic.cites[0].turn].text


def test_sentences_that_stand_alone_come_first(heard: Heard) -> None:
    _, said = heard(
        "Ana: The compost in the garden is ready for the tomatoes.\nTom: And that is what it was in the garden.\n"
        "Ana: Is the compost ready for the tomatoes in the garden?\nTom: Yes, you know."
    )
    assert ranked(said)[0].text == "The compost in the garden is ready for the tomatoes."


def test_chosen_sentences_differ_and_come_from_several_people(heard: Heard) -> None:
    lines = ["Ana: The compost in the garden is ready for the tomatoes."] * 3
    lines += ["Tom: The backup of the database failed during the outage again."] * 2
    _, said = heard("\n".join(lines))
    chosen = different(ranked(said), 4, most_of_one=1)
    assert [saying.speaker for saying in chosen] == ["Ana", "Tom"]


def test_stems_join_forms_and_leave_out_what_says_nothing() -> None:
    assert stems("So the recordings and the recorder are recorded, you know, 25 times") == ["record"] * 3 + [
        "times"
    ]
