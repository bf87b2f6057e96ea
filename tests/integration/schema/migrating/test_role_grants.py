"""Group roles are made where that may be done, and migrating goes on where not; the doctor says what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from pipelines.control.doctor.database_checks import QUERIES, check_database
from steps.core.postgres.migrate import Schema, migrate, wanted
from tests.support.databases import new_database
from tests.support.rows import Rows

ROLES = ("jobs_app", "jobs_server", "jobs_step")


def test_a_role_that_may_not_make_roles_migrates_all_the_same_and_the_doctor_says_it(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a managed server: the owner of the database is no superuser and has no CREATEROLE."""
    with new_database(server_url) as url, psycopg.connect(url, autocommit=True) as admin:
        names = {role: f"absent_{role}" for role in ROLES}
        admin.execute("create role plain_owner login password 'x'")
        try:
            admin.execute("grant create on database " + admin.info.dbname + " to plain_owner")
            plain = make_conninfo(url, user="plain_owner", password="x")
            with psycopg.connect(plain, autocommit=True) as owner:
                schema = absent(names)
                assert "0001_tables" in migrate(owner, schema)
                assert Rows(owner).value("select jobs.missing_roles()") == sorted(names.values())
                admin.execute("".join(f"create role {name} nologin;" for name in names.values()))
                try:
                    assert Rows(owner).value("select jobs.roles_without_grants()") == sorted(names.values())
                    assert migrate(owner, schema) == []
                    assert Rows(owner).value("select jobs.roles_without_grants()") == []
                    assert may_enqueue(owner, names["jobs_app"])
                finally:
                    for name in names.values():
                        admin.execute(f"drop owned by {name}")
                        admin.execute(f"drop role {name}")
                migrate(owner)  # the real names, so that the doctor finds its schema as the code wants it
                monkeypatch.setattr(
                    "pipelines.control.doctor.database_checks.QUERIES",
                    {**QUERIES, "roles": "select array['jobs_step'], '{}'::text[]"},
                )
                [found] = [finding for finding in check_database(owner) if finding.subject == "roles"]
                assert (found.level, "create role jobs_step nologin;" in found.remedy) == ("warn", True)
        finally:
            admin.execute("drop owned by plain_owner")
            admin.execute("drop role plain_owner")


def absent(names: dict[str, str]) -> Schema:
    """The schema as the code wants it, with roles of other names: those that this test's server has not."""
    text = "".join(wanted().functions["roles"])
    for name, other in names.items():
        text = text.replace(name, other)
    return replace(wanted(), functions={**wanted().functions, "roles": text})


def test_the_doctor_finds_the_roles_in_order(connection: psycopg.Connection[Any]) -> None:
    [found] = [finding for finding in check_database(connection) if finding.subject == "roles"]
    assert (found.level, found.remedy) == ("ok", "")
    assert found.text.count("jobs_") == 3


def may_enqueue(connection: psycopg.Connection[Any], role: str) -> bool:
    signature = "jobs.enqueue(text, jsonb, text, timestamptz, integer, jsonb)"
    return bool(Rows(connection).value("select has_function_privilege(%s, %s, 'execute')", role, signature))
