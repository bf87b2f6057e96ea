"""Load the invented shop into a PostgreSQL, so that gdpr-exporter has something to export where it is tried out."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import LiteralString

from psycopg import conninfo, sql

from steps.core.postgres.connect import connect_elsewhere, connect_to

DATABASE, SETTING = "shop", "JOBS_GDPR_DATABASE_URL"
_LOCK = 0x73686F70  # "shop"


def load_shop(admin_url: str) -> str:
    """Create the database `shop` next to the one of `admin_url`, unless it is there; returns its URL.

    Any number of processes may call it at once. A shop of another version of the sample is made anew.
    """
    schema, data = _text("schema.sql"), _text("data.sql")
    version = hashlib.sha256((schema + data).encode()).hexdigest()
    url = conninfo.make_conninfo(admin_url, dbname=DATABASE)
    with connect_to(admin_url, "sample") as admin:
        admin.execute("select pg_advisory_lock(%s)", [_LOCK])
        if admin.execute("select from pg_database where datname = %s", [DATABASE]).rowcount:
            if _version(url) == version:
                return url
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(DATABASE)))
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        with connect_elsewhere(url, "sample", SETTING) as shop:
            shop.execute(schema)
            shop.execute(data)
            shop.execute(sql.SQL("comment on schema public is {}").format(sql.Literal(version)))
    return url


def _version(url: str) -> str | None:
    with connect_elsewhere(url, "sample", SETTING) as shop:
        row = shop.execute("select obj_description('public'::regnamespace)").fetchone()
    return row[0] if row else None


def _text(file: str) -> LiteralString:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
