"""The draft made from the live shop: it finds what there is, and gives nobody's rows to somebody else."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from steps.gdpr.catalog import Catalog, read_catalog
from steps.gdpr.data_map.checked_map import DataMap
from steps.gdpr.data_map.drift import find_drift
from steps.gdpr.data_map.proposal import propose
from steps.gdpr.data_map.yaml_file import parse_map, write_map
from steps.gdpr.names import Link, Table

CUSTOMERS = Table("public", "customers")


@pytest.fixture
def catalog(sample_url: str) -> Catalog:
    with psycopg.connect(sample_url) as shop:
        return read_catalog(shop)


@pytest.fixture
def proposed(catalog: Catalog) -> DataMap:
    return propose(catalog, CUSTOMERS)


def links(proposed: DataMap, table: str) -> dict[str, str | None]:
    return {str(entry.link): entry.class_ for entry in proposed.tables[Table.parse(table)].links}


def test_the_catalog_knows_keys_partitions_views_and_types(catalog: Catalog) -> None:
    kinds = {str(table): relation.kind for table, relation in catalog.relations.items()}
    assert kinds["public.logins"] == "partitioned table"
    assert kinds["public.customer_overview"] == "view"
    assert not [table for table in kinds if table.startswith("public.logins_")]
    orders = catalog.relations[Table("public", "orders")]
    assert orders.primary_key == ("region", "number")
    items = [str(key) for key in catalog.parents_of(Table("public", "order_items"))]
    assert "public.order_items: region, order_number = public.orders(region, number)" in items
    assert [str(key.link) for key in catalog.parents_of(Table("public", "logins"))] == [
        "customer_id = public.customers(id)"
    ]
    assert catalog.relations[CUSTOMERS].columns["id"].type == "bigint"


def test_every_way_to_the_persons_rows_is_found(proposed: DataMap) -> None:
    assert links(proposed, "public.orders")["customer_id = public.customers(id)"] == "shared"
    assert links(proposed, "public.order_items") == {
        "region, order_number = public.orders(region, number)": "shared"
    }
    assert links(proposed, "public.logins") == {"customer_id = public.customers(id)": "own"}
    assert links(proposed, "support.tickets")["customer_id = public.customers(id)"] == "shared"
    assert links(proposed, "audit.entries") == {"actor_email ~ public.customers(email)": "shared"}
    messages = links(proposed, "public.messages")
    assert (
        messages["sender_id = public.customers(id)"]
        == messages["recipient_id = public.customers(id)"]
        == "shared"
    )
    assert set(links(proposed, "public.products").values()) == {"shared"}


def test_other_peoples_rows_are_never_proposed_as_own(proposed: DataMap) -> None:
    assert links(proposed, "public.team_members") == {
        "customer_id = public.customers(id)": "own",
        "team_id = public.teams(id)": "third_party",
    }
    assert links(proposed, "public.customers") == {"referred_by = public.customers(id)": "third_party"}
    assert links(proposed, "public.messages")["reply_to = public.messages(id)"] == "third_party"
    assert links(proposed, "public.orders")["ship_to = public.addresses(id)"] == "third_party"
    assert proposed.tables[Table("support", "comments")].class_ == "third_party"


def test_secrets_other_people_json_and_views_are_marked(proposed: DataMap) -> None:
    customers = proposed.tables[CUSTOMERS].columns
    assert {name for name, column in customers.items() if column.class_ == "secret"} == {
        "password_hash",
        "totp_secret",
    }
    assert customers["referred_by"].kind == "customer"
    messages = proposed.tables[Table("public", "messages")].columns
    assert (messages["sender_id"].class_, messages["recipient_id"].kind) == ("third_party", "customer")
    assert proposed.tables[Table("public", "orders")].columns["gift_email"].kind == "email"
    assert "JSON" in (proposed.tables[Table("audit", "entries")].columns["details"].note or "")
    view = proposed.tables[Table("public", "customer_overview")]
    assert (view.class_, "view" in (view.reason or "")) == ("exclude", True)


def test_the_draft_agrees_with_the_database_and_survives_its_file(
    proposed: DataMap, catalog: Catalog
) -> None:
    assert find_drift(proposed, catalog) == []
    assert parse_map(write_map(proposed)) == proposed
    assert proposed.reviewed is None


def test_a_circle_of_foreign_keys_is_cut(new_database: Any) -> None:
    with psycopg.connect(new_database(), autocommit=True) as connection:
        connection.execute("""
            create table people (id int primary key);
            create table a (id int primary key, person int references people, c int);
            create table b (id int primary key, a int references a);
            create table c (id int primary key, b int references b);
            alter table a add foreign key (c) references c;
            create table d (id int primary key, person int references people, c int references c);
            create table e (id int primary key, d int references d, b int references b);
            alter table b add e int references e;
        """)
        catalog = read_catalog(connection)
    draft = propose(catalog, Table("public", "people"))
    assert find_drift(draft, catalog) == []
    cut = {
        str(link.link)
        for item in draft.tables.values()
        for link in item.links
        if link.class_ not in ("own", "shared")
    }
    assert "c = public.c(id)" in cut
    assert "e = public.e(id)" in cut or "b = public.b(id)" in cut


def test_what_hangs_on_a_group_of_people_is_nobodys_own(new_database: Any) -> None:
    with psycopg.connect(new_database(), autocommit=True) as connection:
        connection.execute("""
            create table users (id uuid primary key, address int);
            create table clubs (id int primary key, owner uuid references users);
            create table club_users (club int references clubs, usr uuid references users, unique (usr, club));
            create table club_files (id int primary key, club int references clubs, name text);
            create table homes (id int primary key, street text);
            alter table users add foreign key (address) references homes;
            create table devices (id int primary key, usr uuid references users);
            create table readings (device int references devices, value real);
        """)
        draft = propose(read_catalog(connection), Table("public", "users"))
    files = draft.tables[Table("public", "club_files")]
    assert (files.class_, "several people" in (files.reason or "")) == ("exclude", True)
    assert links(draft, "public.homes") == {str(Link.parse("id = public.users(address)")): "shared"}
    assert links(draft, "public.readings") == {"device = public.devices(id)": "own"}
