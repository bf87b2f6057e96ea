"""All files show one moment of the database, whatever others write meanwhile, and nobody is kept from writing."""

from __future__ import annotations

import hashlib
import hmac
import zipfile
from collections.abc import Iterator
from io import BytesIO

import psycopg
import pytest
from psycopg import sql

from steps.core.errors import TemporaryError
from steps.gdpr.catalog import read_catalog
from steps.gdpr.data_map.yaml_file import parse_map
from steps.gdpr.export.package import Package
from steps.gdpr.export.plan import plan
from steps.gdpr.export.pseudonyms import pseudonym
from steps.gdpr.export.source import Snapshot, snapshot
from tests.integration.gdpr.conftest import MARA, SHOP_MAP


@pytest.fixture
def source(shop_url: str) -> Iterator[Snapshot]:
    with snapshot(shop_url, subject_id=MARA, seconds=60) as opened:
        yield opened


def test_what_others_write_during_the_export_is_not_in_it(source: Snapshot, shop_url: str) -> None:
    data_map = parse_map(SHOP_MAP.read_text())
    tables = plan(data_map, read_catalog(source.connection), source)
    package = Package("r1", data_map, hashlib.sha256().hexdigest(), source, tables, lambda done, total: None)
    chunks = iter(package)
    parts = [next(chunks)]
    with psycopg.connect(shop_url) as shop:
        shop.execute("insert into reviews values (9999, 48213, 'TOOL-WIRE', 1, 'too late', now())")
        shop.execute("update customers set full_name = 'Changed Meanwhile' where id = 48213")
        shop.execute("delete from payment_methods where customer_id = 48213")
    parts += chunks
    zipped = zipfile.ZipFile(BytesIO(b"".join(parts)))
    assert b"too late" not in zipped.read("data/reviews.jsonl")
    assert b"Mara Lindqvist" in zipped.read("data/customers.csv")
    assert len(zipped.read("data/payment_methods.jsonl").splitlines()) == 2
    with psycopg.connect(shop_url) as shop:
        assert shop.execute("select count(*) from payment_methods where customer_id = 48213").fetchone() == (
            0,
        )


def test_the_connection_cannot_write(source: Snapshot) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        source.connection.execute("delete from customers")


def test_a_statement_cannot_outlive_its_time(shop_url: str) -> None:
    with pytest.raises(TemporaryError), snapshot(shop_url, subject_id=MARA, seconds=0) as source:
        source.connection.execute("select pg_sleep(30)")


def test_neither_the_person_nor_the_key_stand_in_what_postgres_shows_of_a_query(
    server_url: str, shop_url: str
) -> None:
    with (
        snapshot(shop_url, subject_id="48213-secret", seconds=60) as source,
        psycopg.connect(server_url) as admin,
    ):
        texts = [row[0] for row in admin.execute(
            "select query from pg_stat_activity where pid = %s", [source.connection.info.backend_pid])]  # fmt: skip
        assert "set_config" in texts[0]
        assert "48213-secret" not in texts[0]
        row = source.connection.execute("select current_setting('jobs_export.inner')").fetchone()
        assert row is not None
        assert len(row[0]) == 2 + 128
        assert row[0] not in texts[0]


def test_pseudonyms_are_true_hmacs(source: Snapshot) -> None:
    row = source.connection.execute("select current_setting('jobs_export.inner')::bytea").fetchone()
    assert row is not None
    key = bytes(byte ^ 0x36 for byte in row[0])
    made = source.connection.execute(
        sql.SQL("select {}").format(pseudonym("email", sql.Literal("A@b.C")))
    ).fetchone()
    assert made == ("email-" + hmac.new(key, b"email:a@b.c", "sha256").hexdigest()[:12],)
