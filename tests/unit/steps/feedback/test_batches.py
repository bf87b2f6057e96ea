"""Items in batches: each distinct text once, personal data blotted out, cut between items only."""

from __future__ import annotations

from steps.feedback.batches import MOST_CHARS, MOST_ITEMS, Entry, batches, entries_of


def test_the_same_text_with_the_same_rating_is_one_entry() -> None:
    packed = batches([("Good", 9.0), ("Bad", None), ("Good", 9.0), ("Good", 2.0)], "0-10")
    assert packed.number_of == [0, 1, 0, 2]
    assert [(entry.text, entry.rating, entry.scale) for entry in packed.entries] == [
        ("Good", 9.0, "0-10"),
        ("Bad", None, None),
        ("Good", 2.0, "0-10"),
    ]


def test_a_document_gives_its_entries_back() -> None:
    packed = batches([('Line one\nline "two"\u2028three', None), ("Zwei — größer", 3.0)], "1-5")
    assert entries_of(packed.document) == packed.entries


def test_personal_data_leaves_nothing_but_blots() -> None:
    packed = batches([("Write to ann@example.org, it is broken", None)], None)
    assert "ann@" not in packed.document
    assert packed.entries[0].text == "Write to •••••••••••••••, it is broken"


def test_windows_hold_whole_items_and_no_more_than_a_batch() -> None:
    packed = batches([(f"Text number {n}", None) for n in range(2 * MOST_ITEMS + 1)], None)
    read = [entries_of(window.of(packed.document)) for window in packed.windows]
    assert [len(entries) for entries in read] == [MOST_ITEMS, MOST_ITEMS, 1]
    assert [entry for entries in read for entry in entries] == packed.entries
    assert packed.numbers(packed.windows[2]) == {2 * MOST_ITEMS}


def test_long_items_make_small_batches() -> None:
    packed = batches([(f"{n} " + "long " * 2000, None) for n in range(3)], None)
    assert [len(entries_of(window.of(packed.document))) for window in packed.windows] == [1, 1, 1]
    assert len(packed.document) > MOST_CHARS


def test_only_some_entries_can_be_asked_about_again() -> None:
    again = batches([("a", None), ("b", None), ("c", None)], None, only=frozenset({1}))
    assert entries_of(again.document) == [Entry(1, "b")]
    assert len(again.windows) == 1
