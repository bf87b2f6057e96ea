"""Names of tables, columns and links: what is written is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.gdpr.names import ColumnName, Link, Table

# PostgreSQL allows any character but NUL in a quoted name; line ends are left out, as a link is one line.
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(names, names)
def test_any_table_survives_being_written(schema: str, name: str) -> None:
    assert Table.parse(str(Table(schema, name))) == Table(schema, name)


@given(st.lists(st.tuples(names, names), min_size=1, max_size=3), names, st.booleans())
def test_any_link_survives_being_written(pairs: list[tuple[str, str]], table: str, ignore_case: bool) -> None:
    columns, keys = zip(*pairs, strict=True)
    link = Link(columns, Table("public", table), keys, ignore_case)
    assert Link.parse(str(link)) == link


def test_case_and_spaces_around_names() -> None:
    assert Link.parse(" Region ,number=public.Orders( region, nr ) ") == Link(
        ("Region", "number"), Table("public", "Orders"), ("region", "nr")
    )
    assert ColumnName.parse("public.customers(email)") == ColumnName(Table("public", "customers"), "email")


@pytest.mark.parametrize(
    "text",
    ["", "id", "id = customers(id)", "id = public.customers", "id = public.customers()", "a, b = public.c(d)",
     "= public.c(d)", "id == public.c(d)", "id = public.c(d) or true", "id = public.c(d", "x y = public.c(d)"],
)  # fmt: skip
def test_what_is_no_link(text: str) -> None:
    with pytest.raises(ValueError, match=r"link|compares"):
        Link.parse(text)


@pytest.mark.parametrize("text", ["customers", "a.b.c", "public.", ".x", "public.a b", 'public."x'])
def test_what_is_no_table(text: str) -> None:
    with pytest.raises(ValueError, match=r"schema\.table"):
        Table.parse(text)


def test_a_link_is_the_same_from_both_sides_and_in_any_order() -> None:
    orders, items = Table("public", "orders"), Table("public", "items")
    link = Link(("region", "nr"), orders, ("region", "number"))
    assert link.reversed(items) == Link(("region", "number"), items, ("region", "nr"))
    assert link.same_columns(Link(("nr", "region"), orders, ("number", "region"), ignore_case=True))
    assert not link.same_columns(Link(("nr", "region"), orders, ("region", "number")))
