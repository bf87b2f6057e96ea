"""Schemas that real databases have: odd names, keys of every kind, tenants, tables without keys, views."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import LiteralString

import pytest

from steps.core.errors import PermanentError
from tests.integration.gdpr.exported import FACTS, HEAD, Exported

Export = Callable[..., Exported]
Database = Callable[[LiteralString], str]


def test_names_that_need_quotes_reach_sql_safely(database: Database, export: Export) -> None:
    url = database("""
        create schema "My Schema";
        create table "My Schema"."User; drop table x" ("Id" bigint primary key, "na""me" text, "on" text);
        create table "My Schema"."a/../b" (
            id integer primary key, "owner's" bigint references "My Schema"."User; drop table x");
        insert into "My Schema"."User; drop table x" values (1, 'Ann', 'yes'), (2, 'Bob', 'no');
        insert into "My Schema"."a/../b" values (10, 1), (20, 2);
    """)
    text = (
        HEAD
        + f"""
subject: {{table: '"My Schema"."User; drop table x"', key: Id, type: bigint}}
tables:
  '"My Schema"."User; drop table x"':
    {{{FACTS}, columns: {{Id: own, 'na"me': own, on: own}}}}
  '"My Schema"."a/../b"':
    purpose: P
    retention: R
    links: ['"owner''s" = "My Schema"."User; drop table x"(Id)']
    columns: {{id: own, "owner's": own}}
"""
    )
    exported = export(url, "1", data_map=text)
    names = [name for name in exported.zip.namelist() if name.startswith("data/")]
    assert all(name.count("/") == 1 and name.isascii() and " " not in name for name in names)
    rows = {name: exported.text(name) for name in names if name.endswith(".jsonl")}
    assert json.loads(rows[names[0]]) == {"Id": 1, 'na"me': "Ann", "on": "yes"}
    assert json.loads(rows[names[2]]) == {"id": 10, "owner's": 1}


def test_a_key_is_never_cut_or_rounded_to_fit(database: Database, export: Export) -> None:
    url = database("create table people (id varchar(4) primary key); insert into people values ('anna')")
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: character varying(4)}}
tables: {{public.people: {{{FACTS}, columns: {{id: own}}}}}}
"""
    )
    assert export(url, "anna", data_map=text).rows("people") == [{"id": "anna"}]
    for other in ("annabel", "ANNA", "anna "):
        with pytest.raises(PermanentError, match="subject_not_found"):
            export(url, other, data_map=text)


def test_one_tenant_does_not_see_the_other(database: Database, export: Export) -> None:
    url = database("""
        create table people (tenant int, id int unique, email text, primary key (tenant, id));
        create table posts (tenant int, id int, by_email text, primary key (tenant, id));
        insert into people values (1, 10, 'a@x.example'), (2, 20, 'a@x.example');
        insert into posts values (1, 1, 'a@x.example'), (2, 2, 'A@X.example');
    """)
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: integer}}
tables:
  public.people: {{{FACTS}, where: {{tenant: 2}}, columns: {{tenant: own, id: own, email: own}}}}
  public.posts:
    purpose: P
    retention: R
    where: {{tenant: 2}}
    links: [by_email ~ public.people(email)]
    columns: {{tenant: own, id: own, by_email: own}}
"""
    )
    assert [row["id"] for row in export(url, "20", data_map=text).rows("posts")] == [2]
    with pytest.raises(PermanentError, match="subject_not_found"):
        export(url, "10", data_map=text)


@pytest.mark.parametrize("key", [", primary key (id)", ""])
def test_a_row_reached_in_two_ways_is_exported_once(
    database: Database, export: Export, key: LiteralString
) -> None:
    url = database(
        """
        create table people (id int primary key);
        create table teams (id int primary key, lead int references people);
        create table tasks (id int, team int references teams, doer int references people"""
        + key
        + """);
        insert into people values (1), (2);
        insert into teams values (7, 1), (8, 2);
        insert into tasks values (1, 7, 1), (2, 7, 2), (3, 8, 1), (4, 8, 2), (5, null, 1), (6, null, null);
    """
    )
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: integer}}
tables:
  public.people: {{{FACTS}, columns: {{id: own}}}}
  public.teams: {{{FACTS}, links: [lead = public.people(id)], columns: {{id: own, lead: own}}}}
  public.tasks:
    {{{FACTS}, links: [team = public.teams(id), doer = public.people(id)],
      columns: {{id: own, team: own, doer: own}}}}
"""
    )
    exported = export(url, "1", data_map=text)
    assert sorted(row["id"] for row in exported.rows("tasks")) == [1, 2, 3, 5]
    assert exported.result.tables[2].rows == 4


def test_a_declared_link_may_join_different_types_and_go_upwards(database: Database, export: Export) -> None:
    url = database("""
        create table homes (id int primary key, street text);
        create table people (id bigint primary key, home int references homes);
        create table events (id int primary key, what text, actor text);
        insert into homes values (1, 'Here'), (2, 'There');
        insert into people values (1, 1), (2, 2);
        insert into events values (1, 'mine', '1'), (2, 'not mine', '2'), (3, 'nobody', null);
        create materialized view seen as select what, actor from events;
    """)
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: bigint}}
tables:
  public.people: {{{FACTS}, columns: {{id: own, home: own}}}}
  public.homes: {{{FACTS}, links: [id = public.people(home)], columns: {{id: own, street: own}}}}
  public.events: {{{FACTS}, links: [actor = public.people(id)], columns: {{id: own, what: own, actor: own}}}}
  public.seen: {{{FACTS}, links: [actor = public.people(id)], columns: {{what: own, actor: own}}}}
"""
    )
    exported = export(url, "1", data_map=text)
    assert exported.rows("homes") == [{"id": 1, "street": "Here"}]
    assert [row["what"] for row in exported.rows("events")] == ["mine"]
    assert exported.rows("seen") == [{"what": "mine", "actor": "1"}]


def test_empty_tables_are_empty_files(database: Database, export: Export) -> None:
    url = database("""
        create table people (id int primary key);
        create table posts (id int primary key, person int references people);
        insert into people values (1);
    """)
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: integer}}
tables:
  public.people: {{{FACTS}, columns: {{id: own}}}}
  public.posts: {{{FACTS}, links: [person = public.people(id)], columns: {{id: own, person: own}}}}
"""
    )
    exported = export(url, "1", data_map=text)
    assert exported.text("data/posts.jsonl") == ""
    assert exported.text("data/posts.csv") == "id,person\n"


def test_a_view_that_gives_other_rows_when_read_than_when_counted_is_refused(
    database: Database, export: Export
) -> None:
    url = database("""
        create table people (id int primary key);
        create view moods as select id as person from people where current_query() like 'copy%';
        insert into people values (1);
    """)
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: integer}}
tables:
  public.people: {{{FACTS}, columns: {{id: own}}}}
  public.moods: {{{FACTS}, links: [person = public.people(id)], columns: {{person: own}}}}
"""
    )
    with pytest.raises(
        PermanentError, match=r"rows_changed: public\.moods gave 0 rows when counted and 1 when read"
    ):
        export(url, "1", data_map=text)
