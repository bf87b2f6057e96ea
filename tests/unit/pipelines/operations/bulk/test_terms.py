"""A selection is read as it is written, and what makes no sense is refused by its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.operations.bulk.terms import InvalidSelection, Term, read_terms

VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
NAMES = st.from_regex(r"[a-z_.]{1,10}", fullmatch=True)
TERMS = st.builds(Term, NAMES, st.lists(VALUES, min_size=1, max_size=3).map(tuple), st.booleans())


@given(st.lists(TERMS, max_size=4))
def test_what_is_written_is_read_again(terms: list[Term]) -> None:
    assert read_terms(" ".join(map(str, terms))) == terms


def test_alternatives_quotes_and_negation() -> None:
    assert read_terms('  status=failed,cancelled tenant!="a, \\"b\\"",c\n') == [
        Term("status", ("failed", "cancelled")),
        Term("tenant", ('a, "b"', "c"), negated=True),
    ]
    assert read_terms("") == read_terms("  ") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("failed", "failed: must be FIELD=VALUE, such as status=failed since=2h"),
        ("status=", "status: needs a value"),
        ("status=failed, since=2h", "status: needs a value"),
        ("status= failed", "status: needs a value"),
        ('words="rate', "words: needs a value"),
        ('words="rate"limit', "words: behind its value must follow a space or a comma"),
        ("=x", "=x: must be FIELD=VALUE"),
        ("a=\0", "the selection holds a NUL byte"),
        ("a=" + "x" * 30_000, "the selection is longer than 20,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidSelection) as refused:
        read_terms(text)
    assert refused.value.message.startswith(sentence)
