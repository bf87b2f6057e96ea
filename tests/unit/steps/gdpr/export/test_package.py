"""File names, what is withheld, and the halves of HMAC."""

from __future__ import annotations

import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.gdpr.data_map.yaml_file import parse_map
from steps.gdpr.export.plan import file_names
from steps.gdpr.export.pseudonyms import hmac_pads
from steps.gdpr.export.withholding import redactions, withheld
from steps.gdpr.names import Table

MAP = parse_map("""
subject: {table: public.users, key: id, type: bigint}
tables:
  public.users:
    links: [{link: invited_by = public.users(id), class: third_party, reason: R1}]
    columns: {id: own, pw: {class: secret, reason: R2}, extra: {class: own, without: [a.b], reason: R3},
              invited_by: {class: third_party, kind: user}}
  public.scores: {class: exclude, reason: R4, links: [user_id = public.users(id)], columns: {user_id: exclude}}
""")


def test_file_names_are_plain_and_differ() -> None:
    tables = [Table("public", "orders"), Table("support", "orders"), Table("public", "Orders"), Table("public", "a b"),
              Table("public", "a/b"), Table("..", "..")]  # fmt: skip
    assert file_names(tables) == ["orders", "support.orders", "Orders_2", "a_b", "a_b_2", "table"]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=70), st.text(min_size=1, max_size=70)), max_size=8))
def test_no_table_name_leads_out_of_its_folder(names: list[tuple[str, str]]) -> None:
    files = file_names(Table(schema, name) for schema, name in names)
    assert len({name.lower() for name in files}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name) for name in files)


def test_everything_left_out_is_listed() -> None:
    entries = [(e.table, e.column, e.rows_by, e.classification, e.reason) for e in withheld(MAP)]
    assert entries == [
        ("public.users", None, "invited_by = public.users(id)", "third_party", "R1"),
        ("public.users", "pw", None, "secret", "R2"),
        ("public.users", "extra.a.b", None, "exclude", "R3"),
        ("public.scores", None, None, "exclude", "R4"),
    ]
    assert redactions(MAP.tables[Table("public", "users")]) == [
        "pw: withheld", "extra: a.b withheld", "invited_by: other people are pseudonyms (user-...)",
    ]  # fmt: skip


@pytest.mark.parametrize("length", [0, 1, 32, 64])
def test_the_pads_are_hmacs_own(length: int) -> None:
    key = bytes(range(length))
    inner, outer = hmac_pads(key)
    ours = hashlib.sha256(outer + hashlib.sha256(inner + b"text").digest()).digest()
    assert ours == hmac.new(key, b"text", "sha256").digest()
