"""Values leave as they are, or replaced whole: types, keys that look alike, names in texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import LiteralString

import psycopg

from tests.integration.gdpr.exported import FACTS, HEAD, Exported

Export = Callable[..., Exported]
Database = Callable[[LiteralString], str]


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
