"""How a text sounds: words, turns of phrase, negation, what follows a `but`, and what is only asked or wished."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.feedback.clauses import clauses
from pipelines.emulators.rules.feedback.feedback_lexicon import valence
from pipelines.emulators.rules.feedback.sentiment import read


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("Excellent sound and easy to use.", "positive"),
        ("The screen is dim and the buttons are flimsy.", "negative"),
        ("I ordered it in March.", "neutral"),
        ("The app is not good.", "negative"),
        ("It is not bad at all.", "positive"),
        ("I never had a single problem with it.", "positive"),
        ("It never works.", "negative"),
        ("It won't play my discs.", "negative"),
        ("I can't complain.", "positive"),
        ("You can't go wrong with it.", "positive"),
        ("It would have been nicer with a window.", "negative"),
        ("Thanks for nothing!", "negative"),
        ("It stopped working after a week and nobody replies.", "negative"),
        ("Does exactly what it says.", "positive"),
        ("Too small and too slow.", "negative"),
        ("My old phone was terrible.", "neutral"),
        ("I would not give it up for the world.", "positive"),
        ("It is hard to beat.", "positive"),
        ("It is not worth any price.", "negative"),
        ("There are not a lot of good options.", "negative"),
        ("It does not get any better than this.", "positive"),
        ("There is nothing not to like.", "positive"),
        ("It is not without problems.", "negative"),
        ("It was far from perfect.", "negative"),
        ("Not many people would be happy with it.", "negative"),
        ("I would not say that the battery is great.", "negative"),
        ("It was supposed to be good.", "negative"),
        ("It is not only good but cheap.", "positive"),
        ("I like it.", "positive"),
        ("The songs play like on a tape.", "neutral"),
        ("Is the battery good?", "neutral"),
        ("Please add a great dark mode.", "neutral"),
        ("", "neutral"),
        ("!!!", "neutral"),
    ],
)
def test_one_side(text: str, sentiment: str) -> None:
    assert read(text).sentiment == sentiment


@pytest.mark.parametrize(
    "text",
    [
        "The app crashes every time, support never answered. But I love the design!",
        "Great sound, although the battery dies after an hour.",
        "Good product, bad documentation.",
        "The room was dirty. The food was superb.",
    ],
)
def test_both_sides_are_mixed(text: str) -> None:
    assert read(text).sentiment == "mixed"


def test_a_small_flaw_does_not_make_praise_mixed() -> None:
    assert (
        read("Fantastic camera, superb pictures, wonderful zoom, the lens cap is a bit loose.").sentiment
        == "positive"
    )


def test_what_follows_a_but_says_more() -> None:
    praise_last = read("The menu is confusing, but the pictures are good.").score
    blame_last = read("The pictures are good, but the menu is confusing.").score
    assert praise_last > blame_last


def test_stronger_words_and_capitals_say_more() -> None:
    assert read("very good").score > read("good").score > read("somewhat good").score
    assert read("It is a DISASTER").score < read("It is a disaster").score


def test_an_alarm_makes_the_whole_worse() -> None:
    assert read("It smokes.", alarm=2.0).sentiment == "negative"


@pytest.mark.parametrize(
    ("word", "like"),
    [
        ("crashes", "crash"),
        ("crashing", "crash"),
        ("jammed", "jam"),
        ("easiest", "easy"),
        ("annoyingly", "annoying"),
    ],
)
def test_inflected_forms_weigh_like_their_word(word: str, like: str) -> None:
    assert valence(word) * valence(like) > 0


@pytest.mark.parametrize("word", ["likely", "hardware", "thing", "cleaner", "costs", "the", "xyz"])
def test_words_that_only_look_like_others_weigh_nothing(word: str) -> None:
    assert valence(word) == 0


def test_clauses_hold_offsets_into_the_text() -> None:
    text = "It’s slow, and support never answered.  But I love it (really)!\nNew line"
    said = [clause.span.of(text) for clause in clauses(text)]
    assert said == ["It’s slow", "support never answered", "I love it (really)", "New line"]
    assert [clause.sentence for clause in clauses(text)] == [0, 0, 1, 2]
