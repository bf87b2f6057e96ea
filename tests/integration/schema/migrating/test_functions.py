"""Functions follow the text of their files, through upgrades and beside pods of the release before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from steps.core.postgres.migrate import Schema, migrate, pending, wanted
from tests.support.rows import Connection, Rows, know

TABLES = {"0001_tables": "create table jobs.thing (n integer)"}
ONE = "create or replace function jobs.one() returns integer language sql as $$ select 1 $$;"
TWO = "create or replace function jobs.two(n integer) returns integer language sql as $$ select n + jobs.one() $$;"


def release(number: int, **functions: str) -> Schema:
    return Schema(TABLES, functions, (0, number, 0))


@pytest.fixture
def database(empty_url: str) -> Iterator[Connection]:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        yield connection


def routines(connection: Connection) -> list[str]:
    query = "select oid::regprocedure::text as it from pg_proc where pronamespace = 'jobs'::regnamespace order by 1"
    return [row["it"] for row in Rows(connection).select(query)]


def test_only_files_whose_text_has_changed_are_applied_again(database: Connection) -> None:
    assert migrate(database, release(1, a=ONE, b=TWO)) == ["0001_tables", "functions/a", "functions/b"]
    assert migrate(database, release(2, a=ONE, b=TWO)) == []
    changed = release(2, a=ONE.replace("1", "10"), b=TWO)
    assert pending(database, changed) == ["functions/a"]
    assert migrate(database, changed) == ["functions/a"]
    assert Rows(database).value("select jobs.two(5)") == 15


def test_a_file_may_call_functions_of_a_later_one(database: Connection) -> None:
    migrate(database, release(1, a=TWO, b=ONE))
    assert Rows(database).value("select jobs.two(5)") == 6


def test_what_was_granted_outlives_a_new_text(database: Connection) -> None:
    migrate(database, release(1, a=ONE))
    database.execute("revoke execute on function jobs.one() from public")
    granted = "select proacl::text from pg_proc where oid = 'jobs.one'::regproc"
    before = Rows(database).value(granted)
    migrate(database, release(2, a=ONE.replace("1", "10")))
    assert Rows(database).value(granted) == before


@pytest.mark.parametrize(
    "fresh",
    [
        TWO.replace("returns integer", "returns text").replace("n + jobs.one()", "n::text"),
        TWO.replace("(n integer)", "(m integer)").replace("n +", "m +"),
        TWO.replace("(n integer)", "(n integer, out x integer, out y integer)")
        .replace("returns integer", "returns record")
        .replace("n + jobs.one()", "n, n"),
        "create or replace procedure jobs.two(n integer) language sql as $$ select n $$;",
    ],
    ids=["return type", "parameter name", "columns", "kind"],
)
def test_what_create_or_replace_cannot_change_is_made_anew(database: Connection, fresh: str) -> None:
    migrate(database, release(1, a=ONE, b=TWO))
    assert migrate(database, release(2, a=ONE, b=fresh)) == ["functions/b"]
    assert routines(database) == ["jobs.one()", "jobs.two(integer)"]
    assert migrate(database, release(2, a=ONE, b=fresh)) == []


def test_the_functions_are_those_of_the_files(database: Connection) -> None:
    migrate(database, release(1, a=ONE, b=TWO))
    wider = TWO.replace("(n integer)", "(n bigint)").replace("returns integer", "returns bigint")
    migrate(database, release(2, a=ONE, b=wider))
    assert routines(database) == ["jobs.one()", "jobs.two(bigint)"]
    migrate(database, release(3, a=ONE))
    assert routines(database) == ["jobs.one()"]
    assert Rows(database).select("select name from jobs.function_file") == [{"name": "a"}]


def test_a_function_may_move_to_another_file_and_change_what_it_returns(database: Connection) -> None:
    migrate(database, release(1, a=ONE, b=TWO))
    text = ONE.replace("integer", "bigint")
    migrate(database, release(2, a="select 1;", b=TWO + text))
    assert routines(database) == ["jobs.one()", "jobs.two(integer)"]
    migrate(database, release(3, a=ONE, b=TWO))
    assert routines(database) == ["jobs.one()", "jobs.two(integer)"]


def test_a_signature_is_kept_for_pods_of_the_release_before_by_standing_beside_the_new_one(
    database: Connection,
) -> None:
    migrate(database, release(1, a=ONE, b=TWO))
    both = (
        "create or replace function jobs.two(n integer, options jsonb) returns integer language sql as"
        " $$ select n + 2 $$;"
        "create or replace function jobs.two(n integer) returns integer language sql as"
        " $$ select jobs.two(n, '{}') $$;"
    )
    migrate(database, release(2, a=ONE, b=both))
    assert Rows(database).value("select jobs.two(5)") == 7
    assert Rows(database).value("select jobs.two(5, '{}')") == 7
    migrate(
        database, release(3, a=ONE, b=both.partition("create or replace function jobs.two(n integer) ")[0])
    )
    assert routines(database) == ["jobs.one()", "jobs.two(integer,jsonb)"]


def test_an_older_release_leaves_the_functions_of_a_newer_one(database: Connection) -> None:
    migrate(database, release(2, a=ONE.replace("1", "10"), c=TWO))
    old = release(1, a=ONE, b=TWO)
    assert pending(database, old) == []
    assert migrate(database, old) == []
    assert Rows(database).value("select jobs.one()") == 10


def test_code_that_does_not_know_a_migration_leaves_the_functions(database: Connection) -> None:
    migrate(database, release(1, a=ONE))
    database.execute("insert into jobs.migration (name) values ('0002_later')")
    assert migrate(database, release(1, a=ONE.replace("1", "10"))) == []


def test_an_upgrade_that_fails_changes_nothing(database: Connection) -> None:
    migrate(database, release(1, a=ONE, b=TWO))
    database.execute("create table jobs.built (n integer default jobs.one())")
    with pytest.raises(errors.DependentObjectsStillExist):
        migrate(database, release(2, b=TWO.replace("+", "-")))
    with pytest.raises(errors.SyntaxError):
        migrate(database, release(2, a=ONE.replace("1", "10"), b="create or replace nothing"))
    assert migrate(database, release(1, a=ONE, b=TWO)) == []
    assert Rows(database).value("select jobs.two(5)") == 6


def test_a_connection_that_has_prepared_a_call_goes_on_after_the_upgrade(database: Connection) -> None:
    migrate(database, wanted())
    know(database, "trial")
    database.execute("select jobs.enqueue('trial', '{}') from generate_series(1, 3)")
    query = "select id, workflow from jobs.claim(1, 'local', 1, %s)"
    budgets = Jsonb({"budgets": {"trial": 60}})
    with psycopg.connect(database.info.dsn, autocommit=True) as caller:
        assert len(caller.execute(query, [budgets], prepare=True).fetchall()) == 1
        source = wanted().functions["claim"]
        fresh = source.replace("new_owner", "the_owner")
        upgrade = replace(
            wanted(),
            migrations={**wanted().migrations, "9999_column": "alter table jobs.job add column note text"},
            functions={**wanted().functions, "claim": fresh},
        )
        assert migrate(database, upgrade) == ["9999_column", "functions/claim"]
        assert len(caller.execute(query, [budgets], prepare=True).fetchall()) == 1
    database.execute("select jobs.finish(id, 'failed') from jobs.job")


def test_every_file_is_valid_by_itself_once_all_are_applied(connection: Connection) -> None:
    for name, text in wanted().functions.items():
        with connection.transaction():
            connection.execute("set local check_function_bodies = on")
            connection.execute(text)
        assert name


def test_no_two_files_make_the_same_function(connection: Connection) -> None:
    query = "select f, count(*) from jobs.function_file, unnest(functions) f group by f having count(*) > 1"
    assert Rows(connection).select(query) == []
    unrecorded = {"jobs.new_id()", "jobs.error_words(jsonb)"}  # a default and an index are built on them
    recorded = [
        row["f"] for row in Rows(connection).select("select unnest(functions) as f from jobs.function_file")
    ]
    assert set(routines(connection)) == {*recorded, *unrecorded}
