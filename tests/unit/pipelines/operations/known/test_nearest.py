"""Words that are none of those there are."""

from __future__ import annotations

import pytest

from pipelines.operations.known.nearest import UnknownName, nearest, none_of, one_of


def test_a_known_word_passes() -> None:
    assert one_of("status", "failed", ["failed", "queued"]) == "failed"


def test_another_is_refused_by_its_field_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as refused:
        one_of("status", "faild", ["failed", "queued"])
    assert refused.value.message == "status: is none of failed, queued; did you mean failed?"
    assert refused.value.field == "status"


def test_no_word_is_named_that_is_not_near() -> None:
    assert nearest("zzz", ["failed", "queued"]) == ""
    assert nearest("x" * 1_000_000, ["failed"]) == ""


def test_many_words_are_not_all_listed() -> None:
    sentence = none_of("y" * 500, [f"n{number:02}" for number in range(25)])
    assert sentence.endswith("n19 and 5 more")
    assert len(sentence) < 250
