"""A database that does not let us work is told in one sentence by every command, without a traceback or a password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import connect_to, translated
from steps.core.postgres.migrate import migrate
from tests.support.debian import PASSWORD, Debian
from tests.support.processes import ROOT

NOBODY = "0198c0de-0000-7000-8000-000000000001"
SECRET = "s3cr3t"  # what no output may hold
COMMANDS = (
    ["pipelines", "migrate"],
    ["pipelines", "list"],
    ["pipelines", "doctor"],
    ["pipelines", "dev", "--no-reload"],
    ["pipelines", "serve", "--port", "0", "--host", "0.0.0.0"],
    ["steps", "validate-job", "--job", NOBODY, "--seconds", "1"],
)
WRONG = {
    "postgres:/app:s3cr3t@h/x": "is no address of a PostgreSQL database; write postgresql://USER:PASSWORD@HOST",
    "mysql://app:s3cr3t@h/x": "is no address of a PostgreSQL database",
    "postgresql://app:p@s3cr3t@h/x": "has an @ or a / in user or password that is not percent-encoded",
    "postgresql://app:s3cr3t/x@h/x": "has an @ or a / in user or password that is not percent-encoded",
    "postgresql://app:s3cr3t#x@h/x": "has a # that is not percent-encoded",
    "postgresql://app:s3cr3t%@h/x": "has a % that does not begin a percent-encoded character",
    "postgresql://app:x@h:s3cr3t/x": "has a port that is no number",
    "jdbc:postgresql://127.0.0.1/x?user=a&password=s3cr3t&currentSchema=jobs": "an option that libpq",
    "postgresql+psycopg://app:s3cr3t@127.0.0.1:1/x": "PostgreSQL did not answer",
}


def said(command: list[str], url: str, home: Path) -> tuple[int, str]:
    environment = {**os.environ, "DATABASE_URL": url, "JOBS_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("url", WRONG)
def test_an_address_that_is_wrong_is_told_without_itself(url: str, tmp_path: Path) -> None:
    code, text = said(["pipelines", "list"], url, tmp_path)
    assert WRONG[url] in text
    assert "s3cr3t" not in text
    assert "Traceback" not in text
    assert code == (1 if "answer" in WRONG[url] else 2)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command[0]} {command[1]}")
def test_every_command_says_it_in_a_sentence(debian: Debian, command: list[str], tmp_path: Path) -> None:
    debian.run("drop database if exists latin")
    debian.run("create database latin encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'")
    cases = {
        debian.url("jobs", "app").replace(
            PASSWORD, SECRET
        ): "refuses the user or the password of DATABASE_URL",
        debian.url("jobs", "nobody").replace(
            PASSWORD, SECRET
        ): "refuses the user or the password of DATABASE_URL",
        debian.url(
            "nothing", "app"
        ): "the database that DATABASE_URL names does not exist; make it: createdb",
        debian.url("latin"): "the database's encoding is LATIN1",
        "postgres:/app:s3cr3t@h/x": "is no address of a PostgreSQL database",
    }
    if command[0] == "steps":
        del cases["postgres:/app:s3cr3t@h/x"]
    for url, sentence in cases.items():
        code, text = said(command, url, tmp_path)
        told = " ".join(text.split()).replace(" → ", "; ")  # as doctor sets the way out apart
        assert sentence in told, (url, text)
        assert "Traceback" not in text
        assert SECRET not in text
        assert PASSWORD not in text
        assert code != 0


def refused(url: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as raised, translated(), connect_to(url, "test") as connection:
        migrate(connection)
    return raised.value


def test_create_on_the_database_is_needed_only_for_a_schema_that_is_missing(debian: Debian) -> None:
    debian.new_role("modest")
    debian.run("create database modest")
    error = refused(debian.url("modest", "modest"))
    assert error.code == "schema_forbidden"
    assert "create schema jobs authorization modest" in error.message
    assert "grant create on database modest to modest" in error.message
    debian.run("create schema jobs authorization modest", database="modest")
    with connect_to(debian.url("modest", "modest"), "test") as connection:
        assert migrate(connection)
        assert migrate(connection) == []


def test_a_role_that_only_uses_the_schema_migrates_nothing_where_nothing_is_to_do(debian: Debian) -> None:
    debian.new_role("reader")
    debian.run(
        "grant usage on schema jobs to reader",
        "grant select on all tables in schema jobs to reader",
        database="jobs",
    )
    url = debian.url("jobs", "reader")
    with connect_to(url, "test") as connection:
        assert migrate(connection) == []
    debian.run("update jobs.function_file set sha256 = 'old' where name = 'names'", database="jobs")
    error = refused(url)
    assert (error.code, "as its owner app" in error.message) == ("schema_forbidden", True)
    with connect_to(debian.url("jobs", "app"), "test") as connection:
        assert migrate(connection) == ["functions/names"]
    debian.new_role("stranger")
    assert refused(debian.url("jobs", "stranger")).code == "database_forbidden"


@pytest.mark.parametrize(
    "statements",
    [
        ["create schema jobs", "create table jobs.task (id int)"],
        [
            "create schema jobs",
            "create table jobs.migration (version int)",
            "create table jobs.function_file (x int)",
        ],
        ["create schema jobs", "create function jobs.f() returns int language sql return 1"],
    ],
)
def test_a_schema_of_others_is_left_alone(debian: Debian, statements: list[str]) -> None:
    debian.run("drop database if exists foreign_one", "create database foreign_one")
    debian.run(*statements, database="foreign_one")
    error = refused(debian.url("foreign_one"))
    assert error.code == "foreign_schema"
    assert "not ours; give background-jobs a database of its own" in error.message


def test_an_empty_schema_is_taken(debian: Debian) -> None:
    debian.run("drop database if exists empty_one", "create database empty_one owner app")
    debian.run("create schema jobs authorization app", database="empty_one")
    with connect_to(debian.url("empty_one", "app"), "test") as connection:
        assert migrate(connection)
