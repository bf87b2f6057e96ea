"""A quote is found where it stands, repaired when it is nearly right, and dropped when it is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.core.errors import PermanentError
from steps.core.text.grounding import NAME, Grounding, normalise

SOURCE = (
    "The “Harbour Trust” said on Monday that it will not sell the north pier,\n"
    "although it lost 1,250 euros a day – a sum that co\u00adope\u200brative members called “tiny”.  "
    "Nora Ek, its chair, spoke of a ﬁne deal in the cafe\u0301 at Li."
)


@pytest.fixture
def grounding() -> Grounding:
    return Grounding(SOURCE)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("will not sell the north pier", "will not sell the north pier"),
        ('The "Harbour Trust" said', "The “Harbour Trust” said"),
        ("the north pier, although it lost", "the north pier,\nalthough it lost"),
        ("1,250 euros a day - a sum", "1,250 euros a day – a sum"),
        ("that cooperative members called", "that co\u00adope\u200brative members called"),
        ("spoke of a fine deal", "spoke of a ﬁne deal"),
        ("deal in the café at Li", "deal in the cafe\u0301 at Li"),
        ("  deal   in the café at Li.  ", "deal in the cafe\u0301 at Li."),
    ],
    ids=["same", "curly quotes", "line break", "dash", "invisible", "ligature", "combining", "spaces"],
)
def test_a_quote_is_found_in_its_own_characters(grounding: Grounding, quote: str, stands: str) -> None:
    [evidence] = grounding.statement(quote)
    assert evidence.quote == stands == SOURCE[evidence.start : evidence.end]
    assert (grounding.found, grounding.repaired, grounding.dropped) == (1, 0, 0)


def test_a_near_miss_is_replaced_by_the_words_of_the_source(grounding: Grounding) -> None:
    [evidence] = grounding.statement("said on Munday that it will not sell the north pier")
    assert evidence.quote == "said on Monday that it will not sell the north pier"
    assert (grounding.found, grounding.repaired, grounding.dropped) == (0, 1, 0)


@pytest.mark.parametrize(
    "quote",
    [
        "will sell the north pier next year to a private bank",
        "said on Monday that it will sell the north pier, although it lost 1,250 euros a day",
        "said on Monday that it will not sell the north pier, although it lost 1,260 euros a day",
        "not sell it",
        "",
        "   ",
    ],
    ids=["invented", "negation gone", "another number", "too short", "empty", "blank"],
)
def test_what_does_not_stand_there_is_dropped(grounding: Grounding, quote: str) -> None:
    assert grounding.statement(quote) == []
    assert (grounding.found, grounding.repaired, grounding.dropped) == (0, 0, 1)


def test_pieces_around_an_omission_are_evidence_each(grounding: Grounding) -> None:
    pieces = grounding.statement("will not sell the north pier [...] members called “tiny”")
    assert [piece.quote for piece in pieces] == ["will not sell the north pier", "members called “tiny”"]


def test_an_omission_with_one_invented_piece_keeps_the_other(grounding: Grounding) -> None:
    [piece] = grounding.statement("will not sell the north pier ... and everybody cheered for hours")
    assert piece.quote == "will not sell the north pier"
    assert grounding.dropped == 1


def test_a_name_stands_as_a_word_of_its_own() -> None:
    grounding = Grounding("Lindholm met Li in Lima.")
    evidence = grounding.name("Li")
    assert evidence is not None
    assert evidence.start == len("Lindholm met ")


def test_a_name_within_a_word_is_none() -> None:
    assert Grounding("Lindholm met Lima.").name("Li") is None


def test_a_name_in_a_script_without_spaces_is_found() -> None:
    evidence = Grounding("昨日、東京で会議が開かれた。").name("東京")
    assert evidence is not None
    assert evidence.quote == "東京"


def test_looking_without_counting_starts_where_it_is_told() -> None:
    grounding = Grounding("A fire in the mill. Later: a fire in the mill.")
    evidence = grounding.peek("fire in the mill", after=5)
    assert evidence is not None
    assert evidence.start == 29
    assert grounding.peek("no such fire in it") is None
    assert grounding.peek("A", NAME) is None
    assert grounding.total == 0


def test_a_fifth_may_be_missing_but_no_more() -> None:
    grounding = Grounding(SOURCE, found=8, dropped=2)
    grounding.require()
    grounding.dropped = 3
    with pytest.raises(PermanentError) as caught:
        grounding.require()
    assert caught.value.code == "ungrounded"
    assert "3 of 11" in caught.value.message


def test_nothing_quoted_is_nothing_missing(grounding: Grounding) -> None:
    grounding.require()
    assert grounding.check().passed


def test_a_rejected_statement_counts_as_dropped(grounding: Grounding) -> None:
    grounding.statement("will not sell the north pier")
    grounding.reject()
    assert (grounding.found, grounding.dropped, grounding.total) == (0, 1, 1)
    assert not grounding.check().passed


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_any_stretch_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    grounding = Grounding(text)
    for evidence in grounding.statement(quote):
        assert evidence.quote == text[evidence.start : evidence.end]
    if len(normalise(quote).text.strip()) >= 24 and quote == quote.strip() and quote.isascii():
        assert grounding.dropped == 0


@given(st.text())
def test_the_way_back_from_the_normal_form_is_in_order(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert normal.starts == sorted(normal.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))


@given(st.text(alphabet="abc \n“\"'-–\u00ad", max_size=60))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
