"""Schemas that real databases have: odd names, odd types, keys of every kind, tenants, tables without keys, views."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import LiteralString

import psycopg
import pytest

from steps.core.errors import PermanentError
from tests.integration.gdpr.exported import Exported

Export = Callable[..., Exported]
HEAD = """
version: 1
reviewed: {by: a test, date: 2026-01-01}
information: {controller: C, contact: C, supervisory_authority: S, source: S, automated_decisions: A, transfers: T}
"""
FACTS = "purpose: P, retention: R"


@pytest.fixture
def database(new_database: Callable[..., str]) -> Callable[[LiteralString], str]:
    def make(statements: LiteralString) -> str:
        url = new_database()
        with psycopg.connect(url) as connection:
            connection.execute(statements)
        return url

    return make


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


def test_types_keep_their_exact_values(database: Database, export: Export) -> None:
    url = database(r"""
        create type mood as enum ('fine', 'not fine');
        create table people (
            id uuid primary key, big bigint, exact numeric, real8 double precision, raw bytea, loose json,
            tight jsonb, tags text[], nothing text, empty text, span interval, forever timestamptz, state mood,
            lines text, pair int4range);
        insert into people values (
            '0194f0a8-7c1e-7000-8000-000000000001', 9007199254740993, 0.1000000000000000000001, 0.1, '\x00ff',
            E'{"b": 1,\n  "a": [1.50,\r\n 2], "b": "x\\ny"}', '{"k": "\u00e9\"\\"}', '{a,"b,c",null}', null, '',
            '1 day 02:03:04', 'infinity', 'not fine', E'first\nsecond\t"quoted" \\back\\', '[1,5)');
    """)
    with psycopg.connect(url) as connection:
        cursor = connection.execute("select * from people")
        columns = [column.name for column in cursor.description or ()]
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: uuid}}
tables: {{public.people: {{{FACTS}, columns: {{{", ".join(f"{name}: own" for name in columns)}}}}}}}
"""
    )
    exported = export(url, "0194F0A8-7C1E-7000-8000-000000000001", data_map=text)
    line = exported.text("data/people.jsonl")
    assert line.count("\n") == 1
    assert '"big":9007199254740993,"exact":0.1000000000000000000001,"real8":0.1,"raw":"\\\\x00ff"' in line
    row = json.loads(line)
    assert (
        '{"b": 1,   "a": [1.50,   2], "b": "x\\ny"}' in line
    )  # the document as it stands, its line breaks as blanks
    assert row["tight"] == {"k": 'é"\\'}
    assert row["tags"] == ["a", "b,c", None]
    assert (row["nothing"], row["empty"]) == (None, "")
    assert (row["span"], row["forever"], row["state"]) == ("P1DT2H3M4S", "infinity", "not fine")
    assert row["lines"] == 'first\nsecond\t"quoted" \\back\\'
    [header, cells] = csv.reader(io.StringIO(exported.text("data/people.csv")))
    assert dict(zip(header, cells, strict=True))["lines"] == row["lines"]


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


def test_keys_that_differ_only_by_case_are_two_people(database: Database, export: Export) -> None:
    url = database("""
        create table people (id text primary key);
        create table notes (id int primary key, a text references people, b text references people);
        insert into people values ('aB3x'), ('Ab3x');
        insert into notes values (1, 'aB3x', 'Ab3x');
    """)
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: text, identifiers: {{person: [public.people(id)]}}}}
tables:
  public.people: {{{FACTS}, columns: {{id: own}}}}
  public.notes:
    {{{FACTS}, class: shared, links: [a = public.people(id), b = public.people(id)],
      columns: {{id: shared, a: {{class: third_party, kind: person}}, b: {{class: third_party, kind: person}}}}}}
"""
    )
    [row] = export(url, "aB3x", data_map=text).rows("notes")
    assert row["a"] == "aB3x"
    assert row["b"].startswith("person-")


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


def test_names_in_texts_are_replaced_whole_and_literally(database: Database, export: Export) -> None:
    url = database(r"""
        create table people (id int primary key, name text, phone text);
        create table mail (
            id int primary key, a int references people, b int references people, body text, extra jsonb);
        insert into people values
            (1, 'Al', '1'), (2, 'C.J. (Sam) O''Neil', '+49 30 (55)'), (3, '', null), (4, null, 'x');
        insert into mail values
            (1, 1, 2, 'Also Al met C.J. (Sam) O''Neil; c.j. (sam) o''neil said CxJ. +49 30 (55)! \1 \& 1',
             '{"to": "C.J. (Sam) O''Neil"}'),
            (2, 1, 3, 'To nobody with a name', '{}'), (3, 4, 1, 'x marks the spot', null),
            (4, 1, 1, 'Al to Al', '{"n": 1.50}');
    """)
    text = (
        HEAD
        + f"""
subject: {{table: public.people, key: id, type: integer, identifiers: {{person: [public.people(id)]}}}}
tables:
  public.people: {{{FACTS}, columns: {{id: own, name: own, phone: own}}}}
  public.mail:
    purpose: P
    retention: R
    class: shared
    links: [a = public.people(id), b = public.people(id)]
    counterparties:
      - {{link: a = public.people(id), kind: person, values: [name, phone], in: [body, extra]}}
      - {{link: b = public.people(id), kind: person, values: [name, phone], in: [body, extra]}}
    columns:
      {{id: shared, a: {{class: third_party, kind: person}}, b: {{class: third_party, kind: person}}, body: shared,
        extra: shared}}
"""
    )
    exported = export(url, "1", data_map=text)
    first, second, third, fourth = sorted(exported.rows("mail"), key=lambda row: row["id"])
    sam = first["b"]
    assert first["body"] == f"Also Al met {sam}; {sam} said CxJ. {sam}! \\1 \\& 1"
    assert first["extra"] == {"to": sam}
    assert (second["body"], second["extra"]) == ("To nobody with a name", {})
    assert (third["body"], third["extra"]) == ("x marks the spot", None)
    assert (fourth["body"], fourth["extra"]) == ("Al to Al", {"n": 1.5})
    assert exported.result.replaced_texts == 2


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
