"""A data map says clearly what is wrong with it."""

from __future__ import annotations

import pytest

from steps.core.errors import ConfigurationError, ExitCode
from steps.gdpr.data_map.yaml_file import parse_map, write_map

WHOLE = """
version: 1
reviewed: {by: a test, date: 2026-01-01}
information: {controller: C, contact: C, supervisory_authority: S, source: S, automated_decisions: A, transfers: T}
subject: {table: public.users, key: id, type: bigint, identifiers: {user: [public.users(id)]}}
tables:
  public.users:
    purpose: P
    retention: R
    columns: {id: own, on: own, no: {class: secret, reason: R}, by: {class: third_party, kind: user}}
  public.posts:
    purpose: P
    retention: R
    class: shared
    links:
      - user_id = public.users(id)
      - {link: reply_to = public.posts(id), class: third_party, reason: R}
    counterparties: [{link: to_id = public.users(id), kind: user, values: [name], in: [body]}]
    columns: {user_id: own, body: shared, extra: {class: own, without: [a.b], reason: R}}
  public.scores: {class: exclude, reason: R, links: [user_id = public.users(id)]}
"""


def test_a_whole_map_is_read_and_written_again() -> None:
    data_map = parse_map(WHOLE)
    users, posts, _ = data_map.tables.values()
    assert list(users.columns) == ["id", "on", "no", "by"]  # not True and False, as YAML 1.1 would have it
    assert [str(link) for link in posts.followed] == ["user_id = public.users(id)"]
    assert [str(table) for table in data_map.exported] == ["public.users", "public.posts"]
    assert data_map.tables[posts.counterparties[0].link.table] is users
    assert parse_map(write_map(data_map)) == data_map


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("version: 1", "version: 2", "version: must be one of 1"),
        ("key: id", "kee: id", "subject.kee: is not a known field"),
        ("id: own", "id: mine", "must be one of"),
        ("id: own", "id: own, id: secret", "'id' stands here twice, line 10"),
        ("public.posts:", "public.users:", "'public.users' stands here twice"),
        ("public.posts:", "posts:", "'posts' is not a table written as schema.table"),
        ("- user_id = public.users(id)", "- user_id = users", "is not a link written as"),
        ("{class: secret, reason: R}", "secret", "public.users.no has the class secret and needs a reason"),
        ("{class: third_party, kind: user}", "third_party", "class third_party, and no other, needs a kind"),
        ("class: third_party, reason: R}", "class: third_party}", "has the class third_party and needs a reason"),
        ("kind: user}}", "kind: User}}", "must match the pattern"),
        ("{class: exclude, reason: R,", "{class: exclude,", "public.scores has the class exclude and needs a reason"),
        ("- user_id = public.users(id)", "- score = public.scores(id)", "follows a table that is not exported"),
        ("      - user_id = public.users(id)\\n", "", "public.posts is exported but no link leads to it"),
        ("class: third_party, reason: R}", "class: own}", "goes in a circle"),
        ("user_id = public.users(id)]", "{link: u = public.users(id), class: own}]", "can be own or shared"),
        ("in: [body]", "in: [bodi]", "public.posts.bodi: only in own and shared columns"),
        ("table: public.users, key", "table: public.people, key", "public.people is the subject table"),
        ("[public.users(id)]}}", "[public.scores(id)]}}", "is in a table that is not exported"),
        ("    purpose: P\\n    retention: R\\n    class", "    class", "public.posts needs a purpose and a retention"),
        ("information: {controller: C", "information: {owner: C", "information.controller: is required"),
        ("tables:", "tables: [", "the data map is no YAML"),
    ],
)  # fmt: skip
def test_a_fault_is_named(before: str, after: str, said: str) -> None:
    before = before.replace("\\n", "\n")
    assert before in WHOLE
    with pytest.raises(ConfigurationError) as refused:
        parse_map(WHOLE.replace(before, after, 1))
    assert refused.value.code == "data_map_invalid"
    assert refused.value.exit_code == ExitCode.CONFIGURATION
    assert said in refused.value.message


@pytest.mark.parametrize("text", ["", "[]", "a string", "\x00", "!!python/object:os.system {}", "a: *b"])
def test_what_is_no_map_at_all(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_map(text)


def test_a_draft_needs_no_facts_yet() -> None:
    draft = WHOLE.replace("reviewed: {by: a test, date: 2026-01-01}", "reviewed: null").replace(
        "purpose: P", ""
    )
    assert parse_map(draft).reviewed is None
