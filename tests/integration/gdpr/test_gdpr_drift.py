"""The job runs only while map and schema agree: whatever is new in the database stops it, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, LiteralString

import psycopg
import pytest

from steps.core.errors import ConfigurationError, ExitCode, PermanentError
from tests.integration.gdpr.conftest import SHOP_MAP
from tests.integration.gdpr.exported import Exported

Export = Callable[..., Exported]

CHANGES: dict[str, tuple[LiteralString, str]] = {
    "a new column": (
        "alter table public.orders add gift_phone text",
        "public.orders.gift_phone (text) is in the database but not in the data map",
    ),
    "a new column of a partitioned table": (
        "alter table public.logins add device text",
        "public.logins.device (text)",
    ),
    "a new table on the subject": (
        "create table wishes (id bigint primary key, customer_id bigint references customers)",
        "public.wishes.customer_id (foreign key to public.customers)",
    ),
    "a new table behind an exported one": (
        "create table refunds (region text, nr integer, foreign key (region, nr) references orders)",
        "public.refunds.region, public.refunds.nr (foreign key to public.orders)",
    ),
    "a new table in another schema": (
        "create schema crm; create table crm.notes (about bigint references public.customers)",
        "crm.notes.about (foreign key to public.customers)",
    ),
    "a foreign key on a partition only": (
        "create table visits (who bigint, at date) partition by range (at);"
        "create table visits_1 partition of visits default;"
        "alter table visits_1 add foreign key (who) references customers",
        "public.visits.who (foreign key to public.customers)",
    ),
    "a foreign key on a column that is known": (
        "alter table orders add foreign key (gift_email) references customers (email) not valid",
        "public.orders.gift_email (foreign key to public.customers)",
    ),
    "a table that only an e-mail address connects": (
        "create table newsletter (email text, since date)",
        "public.newsletter.email (text) looks like a person's",
    ),
    "a view with an e-mail address": (
        "create view staff as select distinct agent_email from support.tickets",
        "public.staff.agent_email (text) looks like a person's",
    ),
    "a suspect column in a table that is left out": (
        "drop view customer_overview; create view customer_overview as select email, full_name, phone from customers",
        "public.customer_overview.phone (text) looks like a person's",
    ),
    "a reference by name to the subject": (
        "create table scores (id bigint, customer_id bigint)",
        "public.scores.customer_id (bigint) looks like a person's",
    ),
    "a dropped column": (
        "alter table reviews drop rating",
        "public.reviews.rating is in the data map but not in the database",
    ),
    "a dropped table": (
        "drop table fraud_scores",
        "public.fraud_scores is in the data map but not in the database",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_the_export_is_refused_after(export: Export, shop_url: str, change: str) -> None:
    statement, named = CHANGES[change]
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute(statement)
    with pytest.raises(PermanentError) as refused:
        export(shop_url)
    assert refused.value.code == "data_map_drift"
    assert refused.value.exit_code == ExitCode.PERMANENT
    assert named in refused.value.message


@pytest.mark.parametrize(
    "statement",
    [
        "create index on public.orders (status)",
        "create table public.rates (currency char(3), rate numeric)",
        "create table public.logins_2027 partition of public.logins for values from ('2027-01-01') to ('2028-01-01')",
    ],
)
def test_what_is_nobodys_does_not_stop_it(export: Export, shop_url: str, statement: LiteralString) -> None:
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute(statement)
    assert export(shop_url).result.rows == 34


def test_a_refused_export_leaves_nothing_in_storage(
    export: Export, shop_url: str, connection: psycopg.Connection[Any], tmp_path: Any
) -> None:
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute("alter table public.orders add gift_phone text")
    with pytest.raises(PermanentError):
        export(shop_url)
    assert not list(tmp_path.rglob("*.zip"))


def test_a_key_of_another_type_is_drift(export: Export, shop_url: str) -> None:
    text = SHOP_MAP.read_text().replace("type: bigint", "type: uuid")
    with pytest.raises(PermanentError, match=r"public\.customers\.id is bigint in the database and uuid"):
        export(shop_url, data_map=text)


def test_a_key_that_is_not_unique_is_refused(export: Export, shop_url: str) -> None:
    text = SHOP_MAP.read_text().replace("key: id\n  type: bigint", "key: full_name\n  type: text")
    with pytest.raises(PermanentError, match="full_name is not unique"):
        export(shop_url, subject="Mara Lindqvist", data_map=text)


def test_a_schema_can_be_left_out_with_a_reason(export: Export, shop_url: str) -> None:
    with psycopg.connect(shop_url, autocommit=True) as shop:
        shop.execute("create schema jobs; create table jobs.event (id text, user_id bigint)")
    with pytest.raises(PermanentError, match=r"jobs\.event\.user_id"):
        export(shop_url)
    text = SHOP_MAP.read_text() + "\nignored_schemas: {jobs: Kept for days and erased by its own rules}\n"
    assert export(shop_url, data_map=text).result.rows == 34


def test_a_map_that_nobody_reviewed_is_refused(export: Export, shop_url: str) -> None:
    lines = [line for line in SHOP_MAP.read_text().splitlines() if not line.startswith("reviewed:")]
    with pytest.raises(ConfigurationError) as refused:
        export(shop_url, data_map="\n".join(lines))
    assert refused.value.code == "data_map_not_reviewed"
